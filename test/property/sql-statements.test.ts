import { statementsAgree } from '../support/sql/statements-agree.js';

// Many more of them are asked in test/long.
statementsAgree(25);
