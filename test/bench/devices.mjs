// Starts simulated devices for a bench, in a process of their own: prints one JSON line when all listen, ends with stdin.
import { simulatedSystems, startFleet } from '../../dist/demo/fleet.js';

const [count = '200', os = 'iosxe', latency = '25'] = process.argv.slice(2);
const system = simulatedSystems.find((one) => one.os === os);
const fleets = [];
for (let index = 0; index < Number(count); index += 1) {
  const own = {
    ...system,
    hostname: `${system.hostname}-${index}`,
    serial: `${system.serial.slice(0, 6)}${String(index).padStart(5, '0')}`,
  };
  fleets.push(
    await startFleet({ username: 'bench', password: 'bench', latencyMs: Number(latency), now: Date.now }, [own]),
  );
}
const devices = fleets
  .flatMap((fleet) => fleet.devices)
  .map(({ hostname, host, port, release }) => ({ hostname, host, port, version: release.version }));
process.stdout.write(
  `${JSON.stringify({ os, devices, knownHosts: fleets.map(({ knownHosts }) => knownHosts).join('') })}\n`,
);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
