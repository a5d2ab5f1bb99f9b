import type { Request, Response, Router } from 'express';

/** A door over HTTP, as it says of itself: nothing else lists paths or who may come in. */
export interface HttpDoor {
  /** Its name in metrics. */
  readonly name: string;
  /** Everything below is the door's. */
  readonly path: `/${string}`;
  /** A door has to say it, so that none is open by being forgotten. */
  readonly admits: 'the signed-in' | 'anybody';
  /** Requests of anybody to a door for the signed-in, such as for a page that shows nothing by itself. */
  readonly isForAnybody?: (request: Request) => boolean;
  /** Answers whoever has not signed in, where the door's clients read errors in a form of their own. */
  readonly turnAway?: (response: Response) => void;
  /** Adds its routes, by paths below its own; `request.principal` is set where somebody has signed in. */
  readonly routes: (router: Router) => void;
}
