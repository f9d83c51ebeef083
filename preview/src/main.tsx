import { createTheme, ThemeContext } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, LoadingPlaceholder, PortalContainer } from '@grafana/ui';
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { type Location, Navigate, type NavigationType, type Navigator, Route, Router, Routes } from 'react-router';

import { startHost } from './host/start';
import { homePath, theApp } from './shell/navigation';
import { Shell } from './shell/Shell';
import { AppView } from './views/AppView';

// Scenes is the larger half of the page, and only dashboards and the panel page need it.
const DashboardView = React.lazy(async () => ({ default: (await import('./views/DashboardView')).DashboardView }));
const PanelView = React.lazy(async () => ({ default: (await import('./views/PanelView')).PanelView }));

const theme = createTheme({ colors: { mode: window.fleetcastPreview.session.theme } });

/** The part of history 4 that is used here; the package carries no types. */
interface BrowserHistory {
  readonly location: Location;
  readonly action: NavigationType;
  listen(listener: (location: Location, action: NavigationType) => void): () => void;
}

/** React Router on Grafana's own history, so that plugins' locationService and links move the same page. */
function HistoryRouter({ children }: React.PropsWithChildren): React.ReactElement {
  const history = locationService.getHistory() as unknown as BrowserHistory;
  const [state, setState] = React.useState({ location: history.location, action: history.action });
  React.useLayoutEffect(() => history.listen((location, action) => setState({ location, action })), [history]);
  return (
    <Router location={state.location} navigationType={state.action} navigator={history as unknown as Navigator}>
      {children}
    </Router>
  );
}

function Page(): React.ReactElement {
  return (
    <React.Suspense fallback={<LoadingPlaceholder text="Loading page" />}>
      <Routes>
        <Route path={`/a/${theApp().id}/*`} element={<AppView />} />
        <Route path="/d/:uid/*" element={<DashboardView />} />
        <Route path="/preview-panel" element={<PanelView />} />
        <Route path="/" element={<Navigate to={homePath()} replace />} />
        <Route path="*" element={<LoadingPlaceholder text="There is no such page in the preview" />} />
      </Routes>
    </React.Suspense>
  );
}

await startHost();
createRoot(document.getElementById('reactRoot')!).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <LocationServiceProvider service={locationService}>
      <HistoryRouter>
        <Shell>
          <Page />
        </Shell>
      </HistoryRouter>
    </LocationServiceProvider>
    <PortalContainer />
  </ThemeContext.Provider>,
);
