/** So many questions wait for the analysis that another one would be answered too late to be of use. */
export class TooManyQuestions extends Error {
  constructor(waiting: number) {
    super(`${waiting} questions wait to be explained, tried or recommended for; no more are taken until some are answered. Ask again in a moment.`);
  }
}
