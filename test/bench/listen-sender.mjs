// Sends `count` messages of about 250 bytes, a part of them interesting (one in a hundred where nothing else is said): by UDP
// at `rate` a second (0: as fast as it goes), or by TCP as lines.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { logStream } from './log-stream.mjs';

const [channel, port, countText, rateText = '0', interesting = '0.01'] = process.argv.slice(2);
const [count, rate] = [Number(countText), Number(rateText)];
const size = 250;
const lines = [...logStream({ seed: 20261125, lines: 20_000, interesting: Number(interesting) })].flatMap((chunk) =>
  chunk.trimEnd().split('\n'),
);
const messages = lines.map((line) => Buffer.from(line.slice(0, size).padEnd(size)));

/** Sends what is due since the begin, in small bursts as a busy relay would. */
async function udp() {
  const socket = createSocket('udp4');
  await new Promise((resolve) => socket.connect(Number(port), '127.0.0.1', resolve));
  const began = performance.now();
  let sent = 0;
  while (sent < count) {
    const due = rate === 0 ? sent + 64 : Math.min(count, ((performance.now() - began) / 1000) * rate);
    const until = Math.min(due, sent + 64);
    for (; sent < until; sent++) socket.send(messages[sent % messages.length]);
    if (sent >= due) await new Promise((resolve) => setImmediate(resolve));
  }
  const ms = performance.now() - began;
  process.send({ sent, rate: Math.round(sent / (ms / 1000)) });
  setTimeout(() => process.exit(), 200);
}

async function tcp() {
  const socket = connect(Number(port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const blocks = Array.from({ length: 20 }, (_, n) =>
    Buffer.from(
      messages
        .slice(n * 1000, n * 1000 + 1000)
        .map((message) => `${message}\n`)
        .join(''),
    ),
  );
  const began = performance.now();
  for (let sent = 0; sent < count; sent += 1000)
    if (!socket.write(blocks[(sent / 1000) % blocks.length]))
      await new Promise((resolve) => socket.once('drain', resolve));
  socket.end('<13>Apr  2 02:00:00 bench the end of the stream: copy tftp: flash:\n');
  await new Promise((resolve) => socket.once('close', resolve));
  process.send({ sent: count, rate: Math.round(count / ((performance.now() - began) / 1000)) });
  process.disconnect();
}

await (channel === 'udp' ? udp() : tcp());
