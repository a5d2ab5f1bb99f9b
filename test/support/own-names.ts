import { OWN_MODEL } from '../../src/commands/model.js';
import { namesOf } from '../../src/cube/model/names.js';
import { readModel } from '../../src/cube/model/repository.js';

/** What the project's own model calls members and factors. */
export const ownNames = async () => namesOf(await readModel(OWN_MODEL));
