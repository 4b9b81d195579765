// Amounts as they will be understood: input[data-echo] in an .affix that names the currency writes into the output beside it. The server decides.
import { all, on, one } from "./page.js";

const language = document.documentElement.lang || "en";
const point = new Intl.NumberFormat(language).formatToParts(1.5).find(part => part.type === "decimal").value;

/** 1,234.50 and 1.234,50 alike: the last mark is the decimal one, unless it stands where thousands are parted. What can
    be read both ways is not echoed. */
export function amount(text, decimals) {
  const clean = text.replace(/[\s'’_]/g, "").replace("−", "-");
  if (!/^-?[\d.,]+$/.test(clean)) return null;
  const last = Math.max(clean.lastIndexOf("."), clean.lastIndexOf(","));
  const mark = clean[last];
  const after = clean.length - last - 1;
  const isAlone = last >= 0 && clean.indexOf(mark) === last;
  const hasOther = clean.includes(mark === "." ? "," : ".");
  if (isAlone && !hasOther && after === 3 && mark === point && decimals !== 3) return null;
  const isDecimal = isAlone && (hasOther || after !== 3 || mark === point);
  const whole = (isDecimal ? clean.slice(0, last) : clean).replace(/[.,]/g, "");
  const value = Number(isDecimal ? `${whole}.${clean.slice(last + 1)}` : whole);
  return Number.isFinite(value) ? value : null;
}

function show(input) {
  const field = input.closest(".field") ?? input.parentElement;
  const output = one("output", field) ?? field.appendChild(document.createElement("output"));
  output.className = "help";
  const currency = input.dataset.echo || one("span", input.closest(".affix"))?.textContent.trim();
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const decimals = format.resolvedOptions().maximumFractionDigits;
  const value = amount(input.value, decimals);
  output.textContent = value === null ? "" : format.format(value);
}

on("input", "[data-echo]", (event, input) => show(input));
all("[data-echo]").filter(input => input.value).forEach(show);
