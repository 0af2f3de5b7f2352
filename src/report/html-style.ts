/**
 * The style sheet of the HTML report: light, dark, and on paper. No font and no picture comes from elsewhere. `paper`
 * sets the size of the sheet.
 */
export const htmlStyle = (paper: 'a4' | 'letter' | null): string =>
  paper === null
    ? sheet
    : sheet
        .replace('@page{', `@page{size:${paper};`)
        .replace('@page wide{size:landscape;', `@page wide{size:${paper} landscape;`);

const sheet = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f4f6f8;--line:#d5dae1;--ink:#17202b;--dim:#4d5968;--link:#0b57a4;--onmark:#fff;
--tampered:#7b1fa2;--downgraded:#b3261e;--pending:#b84d00;--noncompliant:#8a5c00;--unverified:#596575;--authorized:#1d5fbe;--compliant:#187544;--lane:#cfe0f5;--lane2:#e6d7f3;--focus:#0b57a4}
@media (prefers-color-scheme:dark){:root{--bg:#10151c;--soft:#19212b;--line:#354050;--ink:#e8edf3;--dim:#a9b5c3;--link:#8cc2ff;--onmark:#10151c;
--tampered:#d9a0f2;--downgraded:#ff9c92;--pending:#ffb27a;--noncompliant:#e8c25c;--unverified:#aab6c5;--authorized:#93bfff;--compliant:#6fd39c;--lane:#27415f;--lane2:#43305a;--focus:#8cc2ff}}
*{box-sizing:border-box}
html{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;background:var(--bg);color:var(--ink)}
body{margin:0;overflow-wrap:break-word}
code{overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem 1rem;z-index:9}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 1.5rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:2.6rem 0 .8rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
p{margin:.4rem 0 .8rem;max-width:75ch}
.dim{color:var(--dim)}
.lead{font-size:1.05rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:1rem 0 0}
.warn{border-left:5px solid var(--downgraded);background:var(--soft);padding:.7rem 1rem;font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:1.3rem 0;padding:0;list-style:none}
.tiles li{background:var(--soft);border-radius:10px;padding:.8rem 1rem}
.tiles b{display:block;font-size:1.85rem;line-height:1.15;font-variant-numeric:tabular-nums;font-weight:650}
.tiles span{color:var(--dim)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem 2.2rem}
figure{margin:.6rem 0 1.2rem}
figcaption{font-weight:600;margin-bottom:.5rem}
.chart{display:block;width:100%;height:auto}
.chart text{fill:var(--ink);font-size:12.5px}
.chart .tick{fill:var(--dim)}.chart .group{font-weight:650}.chart .value{font-variant-numeric:tabular-nums}
.chart .lane-text{font-weight:600}
.grid{stroke:var(--line);stroke-width:1}
.lane{fill:var(--lane)}.lane.other{fill:var(--lane2)}
.v-tampered{fill:var(--tampered)}.v-downgraded{fill:var(--downgraded)}.v-downgrade-pending{fill:var(--pending)}.v-noncompliant{fill:var(--noncompliant)}
.v-unverified{fill:var(--unverified)}.v-authorized{fill:var(--authorized)}.v-compliant{fill:var(--compliant)}
.s-critical{fill:var(--tampered)}.s-high{fill:var(--downgraded)}.s-medium{fill:var(--pending)}.s-low{fill:var(--noncompliant)}.s-info{fill:var(--unverified)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:.4rem 0 0;font-size:.87rem;color:var(--dim)}
.legend svg{width:.75rem;height:.75rem;margin-right:.4rem;vertical-align:-1px}
.mark{display:inline-block;border-radius:4px;padding:.05rem .5rem;font-weight:600;font-size:.86rem;color:var(--onmark);white-space:nowrap}
.m-tampered{background:var(--tampered)}.m-downgraded{background:var(--downgraded)}.m-downgrade-pending{background:var(--pending)}.m-noncompliant{background:var(--noncompliant)}
.m-unverified,.m-excluded{background:var(--unverified)}.m-authorized{background:var(--authorized)}.m-compliant{background:var(--compliant)}
.m-critical{background:var(--tampered)}.m-high{background:var(--downgraded)}.m-medium{background:var(--pending)}.m-low{background:var(--noncompliant)}.m-info{background:var(--unverified)}
td .mark{font-size:.8rem;padding:.05rem .4rem;max-width:100%}
@media (max-width:600px){.chart text{font-size:15.5px}}
.scroll{overflow-x:auto}
.scroll.tall{max-height:75vh;overflow:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:.87rem;line-height:1.4}
caption{text-align:left;color:var(--dim);padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--soft);font-weight:650}
.tall thead th{position:sticky;top:0;z-index:2}
.tall table{table-layout:fixed;min-width:1150px}
.tall caption{padding:.5rem .6rem}
tbody th{font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:.84em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
small{display:block;color:var(--dim);font-size:.92em;font-weight:400}
th button{all:unset;cursor:pointer;font-weight:650;display:block;width:100%}
th button:focus-visible{outline:3px solid var(--focus)}
th button::after{content:" \\2195";color:var(--dim)}
th[aria-sort=ascending] button::after{content:" \\2191";color:var(--ink)}
th[aria-sort=descending] button::after{content:" \\2193";color:var(--ink)}
.filter{display:flex;flex-wrap:wrap;gap:.7rem 1.2rem;align-items:end;margin:.6rem 0 1rem}
.filter label{font-size:.87rem;color:var(--dim)}
.filter input,.filter select{display:block;font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--dim);border-radius:6px;padding:0 .6rem;margin:0;min-width:11rem;height:2.3rem}
.filter output{padding-bottom:.4rem;font-variant-numeric:tabular-nums}
[hidden]{display:none!important}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1.2rem;margin:.5rem 0}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.sign{display:grid;grid-template-columns:1fr 1fr 1fr;gap:2rem;margin:2.4rem 0 0}
.sign div{border-top:1px solid var(--ink);padding-top:.3rem;color:var(--dim);font-size:.87rem}
footer{padding-top:2rem;padding-bottom:3rem;color:var(--dim);font-size:.87rem}
.paper{display:none}
.verdict{font-size:1.05rem;max-width:none}
.one h2 small{font-size:.8em}
@page{margin:14mm 12mm}
@page wide{size:landscape;margin:11mm}
@media print{
:root{color-scheme:light;--bg:#fff;--soft:#f1f3f5;--line:#c3c9d1;--ink:#000;--dim:#3f4a57;--link:#000;--onmark:#fff;
--tampered:#7b1fa2;--downgraded:#b3261e;--pending:#b84d00;--noncompliant:#8a5c00;--unverified:#596575;--authorized:#1d5fbe;--compliant:#187544;--lane:#cfe0f5;--lane2:#e6d7f3}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
html{font-size:10pt}header,main,footer{max-width:none;padding-left:0;padding-right:0}header{padding-top:0}
nav,.filter,.skip{display:none}
.paper{display:block}.sign.paper{display:grid}
.tiles{grid-template-columns:repeat(5,1fr);gap:2mm}.tiles li{padding:2mm 3mm}.tiles b{font-size:1.4rem}
.pair{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:4mm}
h2,h3,figcaption{break-after:avoid}figure,tr,.sign,.tiles{break-inside:avoid}
thead{display:table-header-group}
.scroll,.scroll.tall{max-height:none;overflow:visible;border:0}
.tall thead th{position:static}.tall table{min-width:0;font-size:7.4pt}.tall tbody tr:nth-child(n+501){display:none}
table{font-size:8.4pt}th,td{padding:1mm 1.4mm}
.wide{page:wide}
.one header{padding-top:0}.one h1{font-size:1.35rem;margin:0}.one p{margin:.2rem 0}.one h2{font-size:.98rem;margin:2.2mm 0 .6mm;padding-top:1mm}.one figure{margin:1mm 0}
.one dl{gap:.2mm 3mm;font-size:7.6pt;line-height:1.3;margin:1mm 0}.one table{font-size:7.2pt;line-height:1.25}.one th,.one td{padding:.5mm 1mm}.one caption{display:none}
.one code{font-size:6.6pt}.one .mark{font-size:7pt;padding:0 1mm}.one footer{padding:2mm 0 0;font-size:7pt}.one .sign{margin:5mm 0 0}.one h2 small{display:inline}
.one .screen{display:none}.one table{table-layout:fixed}.one .c1,.one .c2,.one dd{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:1;overflow:hidden;overflow-wrap:anywhere}.one .c2,.one dd{-webkit-line-clamp:2}
th button::after{content:""!important}
a{text-decoration:none}
}
`.trim();
