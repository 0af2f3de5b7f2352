/**
 * The script of the HTML report: sorts and filters the table of devices. It reads the rows that are there, asks nothing
 * of a network, and the page is whole without it.
 */
export const htmlScript = `
(() => {
  const form = document.getElementById('filter');
  const table = document.getElementById('devices');
  if (!form || !table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const words = rows.map((row) => row.textContent.toLowerCase());
  const text = form.elements.namedItem('text');
  const verdict = form.elements.namedItem('verdict');
  const platform = form.elements.namedItem('platform');
  const told = document.getElementById('shown');
  form.hidden = false;
  const filter = () => {
    const wanted = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const fits =
        (verdict.value === '' || row.dataset.v === verdict.value) &&
        (platform.value === '' || row.dataset.p === platform.value) &&
        wanted.every((word) => words[index].includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      if (fits) shown += 1;
    });
    told.textContent = shown + ' of ' + rows.length + ' devices';
  };
  let waiting = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 60);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  const order = ['tampered', 'downgraded', 'downgrade-pending', 'noncompliant', 'unverified', 'authorized', 'compliant', 'excluded'];
  const collator = new Intl.Collator('en', { numeric: true });
  Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener('click', () => {
      const down = cell.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const byVerdict = cell.dataset.sort === 'verdict';
      const key = (row) => (byVerdict ? order.indexOf(row.dataset.v) : row.cells[column].textContent);
      const keyed = rows.map((row, index) => ({ row, index, key: key(row) }));
      keyed.sort((a, b) => (byVerdict ? a.key - b.key : collator.compare(a.key, b.key)) * (down ? -1 : 1) || a.index - b.index);
      body.append(...keyed.map((one) => one.row));
    });
  });
  filter();
})();
`.trim();
