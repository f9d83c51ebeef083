import { createContext, useContext } from 'react';
import { ServiceClient } from './service-client.ts';

export const ServiceClientContext = createContext<ServiceClient>(new ServiceClient());

export function useServiceClient(): ServiceClient {
  return useContext(ServiceClientContext);
}
