import { platforms } from '../platforms/index.ts';
import type { Platform } from '../platforms/platform.ts';

/** The whole read-only list of each platform, to be pasted into AAA command authorization. */
export function commandList(only: Platform | null): readonly {
  readonly platform: string;
  readonly title: string;
  readonly commands: readonly { readonly form: string; readonly why: string }[];
}[] {
  return platforms
    .filter((platform) => only === null || platform === only)
    .map(({ id, title, commands }) => ({
      platform: id,
      title,
      commands: commands.map(({ form, why }) => ({ form, why })),
    }));
}
