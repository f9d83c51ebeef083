// A machine that builds and tests at the same time is slow: wait for the outcome, not for a second.
import { jest } from '@jest/globals';
import { configure } from '@testing-library/react';

jest.setTimeout(600_000);
configure({ asyncUtilTimeout: 120_000 });
