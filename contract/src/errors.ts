import { z } from 'zod';

interface CatalogueEntry {
  readonly status: number;
  readonly retryable: boolean;
  /** What the caller reads when no better sentence is at hand. */
  readonly text: string;
}

/** The one catalogue of what can go wrong at the service's face. */
export const errorCatalogue = {
  bad_request: { status: 400, retryable: false, text: 'The request is not valid.' },
  unauthenticated: { status: 401, retryable: false, text: 'A valid token is needed.' },
  forbidden: { status: 403, retryable: false, text: 'Your role does not allow this.' },
  not_found: { status: 404, retryable: false, text: 'There is nothing at this address.' },
  unknown_server: { status: 404, retryable: false, text: 'No such server.' },
  unknown_metric: { status: 404, retryable: false, text: 'This server has no such metric.' },
  unknown_job: { status: 404, retryable: false, text: 'No such job.' },
  unknown_model: { status: 404, retryable: false, text: 'No such model version.' },
  unknown_event: { status: 404, retryable: false, text: 'No such event in the calendar.' },
  unknown_incident: { status: 404, retryable: false, text: 'No such incident.' },
  unknown_warning: { status: 404, retryable: false, text: 'No such warning.' },
  unknown_scenario: { status: 404, retryable: false, text: 'No such scenario.' },
  not_simulated: { status: 404, retryable: false, text: 'This fleet is not simulated.' },
  method_not_allowed: { status: 405, retryable: false, text: 'This address does not accept that method.' },
  ambiguous_server: { status: 409, retryable: false, text: 'Several servers have this name; choose one of the candidates.' },
  job_conflict: { status: 409, retryable: true, text: 'A job of this kind is already running.' },
  event_conflict: { status: 409, retryable: false, text: 'Somebody else changed this event meanwhile; read it again.' },
  incident_conflict: { status: 409, retryable: false, text: 'Somebody else changed this incident meanwhile; read it again.' },
  event_of_configuration: { status: 409, retryable: false, text: 'This event is defined in the configuration and can only be changed there.' },
  impossible_intervention: { status: 422, retryable: false, text: 'The fleet as it is does not allow this intervention.' },
  model_conflict: { status: 409, retryable: false, text: 'The models do not allow this now.' },
  model_unusable: { status: 409, retryable: false, text: 'The files of this model version cannot be used.' },
  scenario_conflict: { status: 409, retryable: false, text: 'The scenario is no longer in a state that allows this.' },
  too_many_scenarios: { status: 409, retryable: false, text: 'No more scenarios can be saved; delete some that are no longer needed.' },
  warning_conflict: { status: 409, retryable: false, text: 'The warning is no longer in a state that allows this.' },
  replayed: { status: 409, retryable: false, text: 'This request was accepted before.' },
  body_too_large: { status: 413, retryable: false, text: 'The body is larger than accepted.' },
  unsupported_media_type: { status: 415, retryable: false, text: 'This content type or encoding is not accepted.' },
  rate_limited: { status: 429, retryable: true, text: 'Too many requests; try again after Retry-After seconds.' },
  too_many_series: { status: 429, retryable: true, text: 'This token already pushes as many series as it may.' },
  internal: { status: 500, retryable: true, text: 'Something broke inside the service; the request id finds it in the log.' },
  not_ready: { status: 503, retryable: true, text: 'No forecast has been made yet; the service is still reading history.' },
  too_many_questions: { status: 503, retryable: true, text: 'More questions wait for the analysis than it can answer soon; ask again in a moment.' },
  intake_down: { status: 503, retryable: true, text: 'The intake is restarting; nothing was stored, send it again.' },
  overloaded: { status: 503, retryable: true, text: 'More arrives than can be stored; nothing of this request was stored, send it again.' },
  storage_full: { status: 503, retryable: true, text: 'The disk is full; nothing was stored, send it again later.' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

export const errorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
    message: z.string().describe('what was wrong, what was received, what is accepted, what to do'),
    requestId: z.string(),
    retryable: z.boolean(),
    details: z.record(z.string(), z.unknown()).optional().describe('e.g. candidates of an ambiguous name, issues of a malformed query'),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
