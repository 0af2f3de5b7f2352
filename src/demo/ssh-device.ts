import { timingSafeEqual } from 'node:crypto';
import { connect, createServer, type Socket, type Server as TcpServer } from 'node:net';
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type ServerChannel,
  type ServerConfig,
  type TcpipRequestInfo,
} from 'ssh2';
import { deviceShell, type ShellScript } from './device-shell.ts';
import { type FileServer, serveFiles } from './file-server.ts';

/** Who may log in to a simulated device, and in which way. */
export type DeviceLogin = {
  readonly username: string;
  readonly password: string | null;
  /** Public key in OpenSSH's one-line form. */
  readonly publicKey: string | null;
  readonly methods: readonly ('password' | 'publickey' | 'keyboard-interactive')[];
  /** Rounds of prompts of keyboard-interactive; each answer to a prompt that hides its input must be the password. */
  readonly rounds?: readonly (readonly { readonly prompt: string; readonly echo: boolean }[])[];
};

export type DeviceScript = {
  readonly shell: ShellScript;
  readonly login: DeviceLogin;
  /** Private keys, PEM. */
  readonly hostKeys: readonly string[];
  /** Text before the login. */
  readonly banner?: string;
  readonly ident?: string;
  readonly algorithms?: ServerConfig['algorithms'];
  /** Further TCP connections are closed at once, as a device without a free line does. */
  readonly maxConnections?: number;
  /** Files that it gives away over SCP and SFTP; left out, it has no such service. */
  readonly files?: FileServer;
  /** As IOS: a connection has one channel, a second one is refused. */
  readonly oneChannel?: boolean;
  /** Where this device forwards to, as a jump host: gets the address asked for, gives the one to connect to; null refuses. */
  readonly forward?: (host: string, port: number) => { readonly host: string; readonly port: number } | null;
  /** So many forwards a connection in all; more are administratively prohibited. */
  readonly forwardsPerConnection?: number;
};

/** A running simulated device. */
export type SshDevice = {
  readonly host: string;
  readonly port: number;
  /** Lines for `known_hosts`. */
  readonly knownHosts: string;
  /** What was tried to log in, e.g. `none`, `password`; in order, over all connections. */
  readonly attempts: readonly string[];
  readonly commands: readonly string[];
  readonly openConnections: () => number;
  /** Cuts what is open, and goes on listening. */
  readonly cut: () => void;
  /** Stops listening and cuts what is open. */
  readonly stop: () => Promise<void>;
};

const loopback = '127.0.0.1';

/** Starts a device on a free port (or on `port`) of 127.0.0.1. The script may read changing state. */
export async function startSshDevice(script: DeviceScript, port = 0): Promise<SshDevice> {
  const attempts: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const config: ServerConfig = {
    hostKeys: [...script.hostKeys],
    ...(script.banner === undefined ? {} : { banner: script.banner }),
    ...(script.ident === undefined ? {} : { ident: script.ident }),
    ...(script.algorithms === undefined ? {} : { algorithms: script.algorithms }),
  };
  const byPort = new Map<number, Socket>();
  const ssh = new ssh2.Server(config, (connection, { port: from }) => {
    const socket = byPort.get(from);
    if (socket !== undefined) serve(connection, socket);
  });

  function serve(connection: Connection, socket: Socket): void {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      attempts.push(context.method);
      authenticate(context, script.login);
    });
    connection.on('ready', () => {
      let channels = 0;
      connection.on('session', (accept, reject) => {
        channels += 1;
        if (script.oneChannel === true && channels > 1) {
          reject();
          return;
        }
        const session = accept();
        if (script.files !== undefined) serveFiles(session, script.files, (command) => commands.push(command));
        session.on('pty', (acceptPty) => acceptPty?.());
        session.on('shell', (acceptShell) => {
          openShell(acceptShell(), connection, socket);
        });
      });
      const limit = script.forwardsPerConnection ?? Number.POSITIVE_INFINITY;
      let forwards = 0;
      const forwarded = (accept: () => ServerChannel, reject: () => void, info: TcpipRequestInfo): void => {
        forwards += 1;
        // Without a listener the library refuses further ones as administratively prohibited.
        if (forwards >= limit) connection.off('tcpip', forwarded);
        const to = script.forward?.(info.destIP, info.destPort) ?? null;
        if (to === null) {
          reject();
          return;
        }
        const stream = accept();
        const onward = createConnectionTo(to);
        stream.on('error', () => undefined);
        onward.on('error', () => stream.close());
        onward.on('close', () => stream.close());
        stream.on('close', () => onward.destroy());
        stream.pipe(onward).pipe(stream);
      };
      if (limit > 0) connection.on('tcpip', forwarded);
    });
  }

  function openShell(stream: ServerChannel, connection: Connection, socket: Socket): void {
    const line = {
      write(text: string) {
        if (stream.writable) stream.write(text);
      },
      close() {
        stream.exit(0);
        stream.end();
        connection.end();
      },
      reset() {
        socket.resetAndDestroy();
      },
    };
    const shell = deviceShell(script.shell, line, (command) => commands.push(command));
    stream.on('data', (chunk: Buffer) => shell.typed(chunk.toString('utf8')));
    stream.on('error', () => undefined);
    stream.on('close', () => shell.gone());
    socket.on('close', () => shell.gone());
  }

  const tcp = createServer((socket) => {
    if (sockets.size >= (script.maxConnections ?? Number.POSITIVE_INFINITY)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const from = socket.remotePort ?? 0;
    byPort.set(from, socket);
    socket.on('close', () => {
      sockets.delete(socket);
      byPort.delete(from);
    });
    ssh.injectSocket(socket);
  });
  const listening = await listen(tcp, port);
  return {
    host: loopback,
    port: listening,
    knownHosts: script.hostKeys.map((key) => knownHostsLine(listening, key)).join(''),
    attempts,
    commands,
    openConnections: () => sockets.size,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => tcp.close(() => resolve()));
    },
  };
}

/** A new ed25519 key pair: the private key for a device, the public one for an account. */
export function newKey(): { readonly privateKey: string; readonly publicKey: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    // About one key in some hundred comes out in a form that ssh2 itself refuses to read.
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error))
      return { privateKey: pair.private, publicKey: pair.public };
  }
}

function authenticate(context: AuthContext, login: DeviceLogin): void {
  const methods = [...login.methods];
  const isUser = context.username === login.username;
  switch (context.method) {
    case 'password':
      if (isUser && methods.includes('password') && sameText(context.password, login.password)) context.accept();
      else context.reject(methods);
      return;
    case 'keyboard-interactive': {
      if (!methods.includes('keyboard-interactive')) {
        context.reject(methods);
        return;
      }
      const rounds = login.rounds ?? [[{ prompt: 'Password: ', echo: false }]];
      const ask = (round: number, right: boolean): void => {
        const prompts = rounds[round];
        if (prompts === undefined) {
          if (right && isUser) context.accept();
          else context.reject(methods);
          return;
        }
        context.prompt([...prompts], (answers) => {
          const given = Array.isArray(answers) ? answers : [];
          const fits = prompts.every(({ echo }, at) => echo || sameText(given[at] ?? '', login.password));
          ask(round + 1, right && fits);
        });
      };
      ask(0, true);
      return;
    }
    case 'publickey': {
      const key = login.publicKey === null ? null : parsedKey(login.publicKey);
      const fits =
        isUser && methods.includes('publickey') && key !== null && context.key.data.equals(key.getPublicSSH());
      const signed =
        context.signature === undefined || context.blob === undefined
          ? true
          : key?.verify(context.blob, context.signature, context.hashAlgo) === true;
      if (fits && signed) context.accept();
      else context.reject(methods);
      return;
    }
    default:
      context.reject(methods);
  }
}

function parsedKey(text: string): ParsedKey | null {
  const key = ssh2.utils.parseKey(text);
  return key instanceof Error ? null : key;
}

function knownHostsLine(port: number, privateKey: string): string {
  const key = parsedKey(privateKey);
  return key === null ? '' : `[${loopback}]:${port} ${key.type} ${key.getPublicSSH().toString('base64')}\n`;
}

function sameText(given: string, wanted: string | null): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted ?? '')];
  return wanted !== null && a.length === b.length && timingSafeEqual(a, b);
}

function createConnectionTo({ host, port }: { readonly host: string; readonly port: number }): Socket {
  const socket = connect(port, host);
  socket.setNoDelay(true);
  return socket;
}

function listen(server: TcpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}
