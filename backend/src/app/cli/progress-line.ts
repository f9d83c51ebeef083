/** Progress of long work: one line that changes on a terminal, a line for every tenth elsewhere. */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream;
  private nextTenth = 0;
  private shown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  show(text: string, doneShare: number): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\u001B[K${text}`);
      this.shown = true;
    } else if (doneShare * 10 >= this.nextTenth) {
      this.stream.write(`${text}\n`);
      this.nextTenth = Math.floor(doneShare * 10) + 1;
    }
  }

  end(): void {
    if (this.shown) this.stream.write('\n');
    this.shown = false;
  }
}
