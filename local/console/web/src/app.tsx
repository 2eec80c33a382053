import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso';
import { NotFound } from './components/not-found.tsx';
import { SilentBanner } from './components/silent-banner.tsx';
import { Top } from './components/top.tsx';
import { Overview } from './pages/overview.tsx';

const Dashboard = lazy(() => import('./pages/dashboard.tsx').then((page) => page.Dashboard));
const Incidents = lazy(() => import('./pages/incidents.tsx').then((page) => page.Incidents));
const Incident = lazy(() => import('./pages/incident.tsx').then((page) => page.Incident));
const Runbooks = lazy(() => import('./pages/runbooks.tsx').then((page) => page.Runbooks));
const Fleet = lazy(() => import('./pages/fleet.tsx').then((page) => page.Fleet));
const SloPage = lazy(() => import('./pages/slo.tsx').then((page) => page.SloPage));
const Drills = lazy(() => import('./pages/drills.tsx').then((page) => page.Drills));
const DrillPage = lazy(() => import('./pages/drill.tsx').then((page) => page.DrillPage));
const Traces = lazy(() => import('./pages/traces.tsx').then((page) => page.Traces));
const TracePage = lazy(() => import('./pages/trace.tsx').then((page) => page.TracePage));
const Runbook = lazy(() => import('./pages/runbook.tsx').then((page) => page.Runbook));

/** Every page has an address of its own; only the overview is in the first load. */
export function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <Top />
      <SilentBanner />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <Router>
            <Route path="/" component={Overview} />
            <Route path="/dashboards/:name?" component={Dashboard} />
            <Route path="/incidents" component={Incidents} />
            <Route path="/incidents/:id" component={Incident} />
            <Route path="/slos/:slo" component={SloPage} />
            <Route path="/traces" component={Traces} />
            <Route path="/traces/:id" component={TracePage} />
            <Route path="/drills" component={Drills} />
            <Route path="/drills/:experiment" component={DrillPage} />
            <Route path="/fleet" component={Fleet} />
            <Route path="/runbooks" component={Runbooks} />
            <Route path="/runbooks/:name" component={Runbook} />
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      </main>
    </LocationProvider>
  );
}
