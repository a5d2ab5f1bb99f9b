/** For doors that say which name was perhaps meant. */
export { nearestNames } from '../../cube/nearest.js';
