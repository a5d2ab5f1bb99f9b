import { statementsAgree } from '../support/sql/statements-agree.js';

statementsAgree(400);
