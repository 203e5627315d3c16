import { resolve } from 'node:path';
import type { RunningApp } from './app.ts';
import { ConfigurationError, readConfig, type Config } from './config.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { sampleAccountsFile } from './sample-accounts.ts';
import { welcome } from './welcome.ts';

/** Exit codes of the process beside 0. */
const failed = 1;
const badConfiguration = 2;

/** A shutdown that takes longer is broken off, in milliseconds. */
const shutdownLimit = 9500;

function configuration(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.error(error.message);
    process.exit(badConfiguration);
  }
}

/** What a person needs to know of a failed start; the whole error is in the log. */
function startFailure(error: unknown, config: Config): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, syscall, hostname, message } = error as NodeJS.ErrnoException & { hostname?: unknown };
  if (code === 'EADDRINUSE') {
    return `PORT: ${config.PORT} on ${config.HOST} is already in use. Stop what uses it, or set PORT to another one.`;
  }
  if (syscall === 'listen') return `HOST, PORT: cannot listen on ${config.HOST}:${config.PORT} (${code}).`;
  if (syscall === 'getaddrinfo' && hostname === config.HOST) {
    return `HOST: ${config.HOST} has no address (${code}).`;
  }
  return `Choan could not start: ${typeof message === 'string' ? message : String(error)}`;
}

/** How often it is looked whether the parent process is still there, in milliseconds. */
const parentInterval = 1000;

/**
 * Ends the process on SIGTERM and SIGINT; a second signal ends it at once. With `--stop-with-parent` also when its
 * parent has ended: npm dies of a SIGTERM without passing it on, and what it started would stay behind, unseen.
 */
function stopOnSignals(started: Promise<RunningApp>, logger: Logger): void {
  let stopping = false;
  const stop = async (reason: NodeJS.Signals | 'parent ended'): Promise<void> => {
    if (stopping) {
      if (reason === 'parent ended') return;
      logger.warn({ reason }, 'stopped at once by a second signal');
      process.exit(failed);
    }
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error('stopping took too long and is broken off');
      process.exit(failed);
    }, shutdownLimit).unref();
    // A signal in the middle of the start: what has been opened is closed once the start is through.
    const app = await started;
    await app.stop();
    logger.info('stopped');
    process.exit(0);
  };
  const stopOrFail = (reason: NodeJS.Signals | 'parent ended'): void => {
    stop(reason).catch((error: unknown) => {
      logger.error({ err: error }, 'stopping failed');
      process.exit(failed);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOrFail(signal));
  if (process.argv.includes('--stop-with-parent')) {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) stopOrFail('parent ended');
    }, parentInterval).unref();
  }
}

const config = configuration();
const logger = createLogger({ level: config.LOG_LEVEL });
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    // The state of the process is unknown now. What was acknowledged is stored; a supervisor starts it again.
    logger.fatal({ err: error }, event);
    process.exit(failed);
  });
}

// Loaded now: who misspelt a setting is told at once.
const { createApp } = await import('./app.ts');
const started = createApp(config, { logger }).start();
stopOnSignals(started, logger);
try {
  const { url, sampleAccounts } = await started;
  if (config.NODE_ENV === 'production') {
    // Nothing but JSON lines where a machine reads them.
    logger.info(`Choan is listening on ${url}/`);
  } else {
    console.log(
      welcome({
        url,
        store: config.MONGODB_URI === undefined ? resolve(config.DATA_DIR) : 'MongoDB (MONGODB_URI)',
        sampleAccounts,
        accountsFile: sampleAccountsFile(config.DATA_DIR),
      }),
    );
  }
} catch (error) {
  logger.debug({ err: error }, 'start failed');
  console.error(startFailure(error, config));
  process.exit(error instanceof ConfigurationError ? badConfiguration : failed);
}
