import type { BodyExtras, BodyFault, Intake, SampleSink } from '../../domain/intake/ports.ts';
import type { RemoteWriteVersion } from './content-negotiation.ts';
import { MalformedBody } from './protobuf-cursor.ts';
import { readWriteRequest } from './remote-write-v1.ts';
import { readRequestV2 } from './remote-write-v2.ts';
import { uncompressBlock } from './snappy-block.ts';

/** Prometheus remote write: a snappy block around one protobuf message. */
export class RemoteWriteIntake implements Intake {
  readonly name: string;
  private readonly readMessage: (body: Buffer, sink: SampleSink) => BodyExtras;
  private readonly mostBytes: number;

  constructor(version: RemoteWriteVersion, mostUncompressedBytes: number) {
    this.name = `remote write ${version}`;
    this.readMessage = version === '1.0' ? readWriteRequest : readRequestV2;
    this.mostBytes = mostUncompressedBytes;
  }

  read(body: Uint8Array, sink: SampleSink): BodyExtras | BodyFault {
    const message = uncompressBlock(body, this.mostBytes);
    if ('kind' in message) return message;
    try {
      return this.readMessage(message, sink);
    } catch (cause) {
      if (!(cause instanceof MalformedBody)) throw cause;
      return { kind: 'malformed', message: `The body is no ${this.name} message: ${cause.message}.` };
    }
  }
}
