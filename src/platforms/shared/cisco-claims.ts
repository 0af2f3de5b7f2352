const xe =
  /^ {0,40}(?:Cisco IOS[ -]XE Software, Version |Cisco IOS Software, IOS-XE Software,|Cisco IOS-XE software, Copyright|Cisco IOS Software[^\n]{0,120}\((?:\w{1,40}_IOSXE\w{0,8}|\w{1,40}LINUX_IOSD[\w-]{1,60}|CAT3K_CAA[\w-]{1,60})\))/im;
const ios = /^ {0,40}(?:Cisco IOS Software|IOS \(tm\))[^\n]{1,160}\([A-Za-z0-9_.-]{1,80}\),[^\n]{0,40}Version \d/m;
const other = /Cisco IOS XR Software|Cisco Nexus Operating System|NX-OS/;

/** Which of the two systems the version output shows; null: neither. IOS-XE prints IOS's own line too. */
export function shownSystem(text: string): 'xe' | 'classic' | null {
  const start = text.slice(0, 65_536).replace(/\r/g, '');
  if (other.test(start)) return null;
  if (xe.test(start)) return 'xe';
  return ios.test(start) ? 'classic' : null;
}

/** The same as the ids of the platforms. */
export function shownPlatform(text: string): string | null {
  const system = shownSystem(text);
  return system === null ? null : system === 'xe' ? 'iosxe' : 'ios';
}
