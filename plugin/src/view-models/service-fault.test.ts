import { describe, expect, it } from '@jest/globals';
import { faultNotice, faultOfAnswer, isWorthRetrying } from './service-fault.ts';

const catalogue = (code: string, message: string, retryable = false) => ({ error: { code, message, requestId: 'r-7', retryable } });
const titleOf = (status: number, body: unknown) => faultNotice(faultOfAnswer(status, body)).title;

describe('a bad answer, told to the person in front of the screen', () => {
  it("keeps the service's own words and adds what to do", () => {
    const notice = faultNotice(faultOfAnswer(401, catalogue('unauthenticated', 'The token is not known.')));
    expect(notice).toEqual({ severity: 'error', title: 'The service does not accept the token', text: 'The token is not known. An administrator can enter a valid token under Configuration.' });
  });

  it('calls a service that is still reading history by no fault', () => {
    expect(faultNotice(faultOfAnswer(503, catalogue('not_ready', '40% of the history has been read.', true)))).toMatchObject({ severity: 'info', title: 'The first forecasts are being made' });
  });

  it('names the request by which the log is searched', () => {
    expect(faultNotice(faultOfAnswer(500, catalogue('internal', 'Something broke.', true))).text).toContain('r-7');
  });

  it('calls what is gone not found, with the service’s own words', () => {
    expect(faultNotice(faultOfAnswer(404, catalogue('unknown_server', 'No server is called web-9.')))).toEqual({ severity: 'warning', title: 'Not found', text: 'No server is called web-9.' });
  });

  it('passes on what it has no advice for', () => {
    expect(faultNotice(faultOfAnswer(409, catalogue('ambiguous_server', 'Several servers are named db.'))).text).toBe('Several servers are named db.');
  });

  it('tells a service that is not there from one that is another, and both from Grafana itself', () => {
    expect(titleOf(502, '')).toBe('Grafana cannot reach the Fleetcast service');
    expect(titleOf(504, { message: 'Gateway timeout' })).toBe('Grafana cannot reach the Fleetcast service');
    expect(titleOf(404, '<html>nginx</html>')).toBe('The service URL does not lead to Fleetcast');
    expect(titleOf(401, { message: 'Unauthorized' })).toBe('You are signed out');
    expect(titleOf(403, { message: 'plugin proxy route access denied' })).toBe('Your role does not allow this');
    expect(titleOf(404, { message: 'Plugin not found' })).toBe('The Fleetcast app is not enabled');
    expect(titleOf(500, { message: 'no URL' })).toBe('Grafana answered with status 500');
    expect(titleOf(0, undefined)).toBe('Grafana does not answer');
  });

  it('knows what may be better the next time', () => {
    expect(isWorthRetrying(faultOfAnswer(503, catalogue('not_ready', '', true)))).toBe(true);
    expect(isWorthRetrying(faultOfAnswer(502, ''))).toBe(true);
    expect(isWorthRetrying(faultOfAnswer(401, catalogue('unauthenticated', '')))).toBe(false);
    expect(isWorthRetrying(faultOfAnswer(404, 'x'))).toBe(false);
  });
});
