import { renderFrame } from './frame.ts';
import { loadLanguage } from './language/index.ts';
import { failurePage } from './pages/failure.ts';
import { startRouter } from './router.ts';
import { routes } from './routes.ts';

await loadLanguage();
await startRouter({ routes, main: renderFrame(), failurePage });
