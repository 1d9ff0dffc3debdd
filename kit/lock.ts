import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SettingError } from './env.ts';

/**
 * Takes a folder for this process alone; the result gives it back. A lock whose process is gone (killed, or from before a restart of the
 * machine) is taken over. Throws a SettingError that names the process that has the folder.
 */
export function lockFolder(file: string): () => void {
  const mine = String(process.pid);
  try {
    writeFileSync(file, mine, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner !== process.pid && isRunning(owner)) {
      throw new SettingError(`DATA_DIR: process ${owner} uses this folder; stop it, or choose another folder`);
    }
    writeFileSync(file, mine);
  }
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
