import { describe, expect, it } from 'vitest';
import { namedImage } from '../../../src/syslog/image-name.ts';

describe('the image that a text names', () => {
  it.each([
    [
      'copy tftp://192.0.2.9/c2900-universalk9-mz.SPA.152-4.M1.bin flash0:',
      'c2900-universalk9-mz.SPA.152-4.M1.bin',
      null,
    ],
    ['install add file flash:cat9k_iosxe.17.03.04a.SPA.bin activate', 'cat9k_iosxe.17.03.04a.SPA.bin', '17.03.04a'],
    ['boot nxos bootflash:nxos.7.0.3.I7.9.bin', 'nxos.7.0.3.I7.9.bin', '7.0.3.I7.9'],
    ['boot nxos bootflash:/nxos64-cs.10.3.2.F.bin', 'nxos64-cs.10.3.2.F.bin', '10.3.2.F'],
    [
      'install all system bootflash:n6000-uk9.7.3.1.N1.1.bin kickstart bootflash:n6000-uk9-kickstart.7.3.1.N1.1.bin',
      'n6000-uk9.7.3.1.N1.1.bin',
      '7.3.1.N1.1',
    ],
    ['boot system flash:/vEOS-lab-4.21.7.1M.swi', 'vEOS-lab-4.21.7.1M.swi', '4.21.7.1M'],
    [
      'request system software add /var/tmp/junos-srxsme-15.1X49-D170.4-domestic.tgz',
      'junos-srxsme-15.1X49-D170.4-domestic.tgz',
      '15.1X49-D170.4',
    ],
    [
      'request system software add /var/tmp/junos-evo-install-ptx-x86-64-22.3R1-S1.6-EVO.iso',
      'junos-evo-install-ptx-x86-64-22.3R1-S1.6-EVO.iso',
      '22.3R1-S1.6-EVO',
    ],
    ['scp import software from u@192.0.2.10:/PanOS_vm-10.2.9-h1', 'PanOS_vm-10.2.9-h1', '10.2.9-h1'],
    ['User x confirmed FGT_VM64-v7.2.4.F-build1396-FORTINET.out', 'FGT_VM64-v7.2.4.F-build1396-FORTINET.out', '7.2.4'],
    ['install activate disk0:asr9k-mini-px-4.3.2 disk0:asr9k-mgbl-px-4.3.2', null, '4.3.2'],
    ['install add source tftp://192.0.2.10/ ncs5500-mini-x.iso-6.5.1', 'ncs5500-mini-x.iso-6.5.1', '6.5.1'],
    ['boot system flash:packages.conf', 'packages.conf', null],
    ['copy running-config tftp://192.0.2.10/edge.cfg', null, null],
    ['ip route 192.0.2.0 255.255.255.0 10-192.0.2.1', null, null],
  ])('%s', (text, image, version) => {
    expect(namedImage(text)).toEqual({ image, version });
  });
});
