// The least that any client must do: log in, send COMMANDS one after the other, read each answer, log out. Bounded to 64.
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import pLimit from 'p-limit';
import ssh2 from 'ssh2';

const { devices, commands } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const limit = pLimit(64);

const one = ({ host, port, hostname }) =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    const socket = new Socket();
    socket.setNoDelay(true);
    socket.connect(port, host);
    client.on('error', reject);
    client.on('ready', () => {
      client.shell({ term: 'vt100', cols: 511, rows: 0 }, (error, stream) => {
        if (error) return reject(error);
        let text = '';
        let next = 0;
        stream.on('data', (data) => {
          text += data.toString('latin1');
          if (!text.endsWith(`${hostname}#`)) return;
          text = '';
          if (next < commands.length) stream.write(`${commands[next++]}\r`);
          else stream.end('exit\r');
        });
        stream.on('close', () => client.end());
      });
    });
    client.on('close', resolve);
    client.connect({ sock: socket, username: 'bench', password: 'bench', hostVerifier: () => true });
  });

await Promise.all(devices.map((device) => limit(() => one(device))));
