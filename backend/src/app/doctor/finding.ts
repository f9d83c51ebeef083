/** One thing that the doctor looked at. `wrong` keeps the service from doing its work; `hint` is worth knowing. */
export interface Finding {
  readonly level: 'ok' | 'hint' | 'wrong';
  readonly subject: string;
  /** What is the case and, unless all is well, what to do. */
  readonly message: string;
}
