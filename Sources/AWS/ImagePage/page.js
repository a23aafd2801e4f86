
"use strict";
// Names and texts of a response are data: they reach the page as text only, never as markup.
const $ = id => document.getElementById(id);

// Lambda takes 6 MB with the image as Base64, which is a third longer.
const MAX_BYTES = 4500000;
// Of a picture that is converted; Rekognition sees no more in larger ones.
const MAX_SIDE = 4096;

// The picture to send: `blob`, `name`, its object URL, and how it was converted.
let chosen = null;
// The response, and the object URL of the picture that it is about.
let shown = null;
let request = null;
// The idempotency key, and what it stands for: an attempt after a failure is the same request.
let attempt = { key: "", of: "" };

function element(name, content, properties = {}) {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  return Object.assign(made, properties);
}

function say(text) { $("status").textContent = text; }

function problem(what, advice, detail) {
  $("problem").replaceChildren(element("strong", what), element("p", advice));
  if (detail) $("problem").append(element("p", detail, { className: "hint" }));
  $("problem").hidden = false;
  say("");
}

function clearProblem() {
  $("problem").hidden = true;
  $("problem").replaceChildren();
}

function bytes(count) {
  return count < 1e6 ? `${Math.max(1, Math.round(count / 1000))} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

function plural(count, one, many) { return `${count} ${count === 1 ? one : many}`; }

// Choosing: file dialog, camera, drop, paste

async function choose(file) {
  if (request) return;
  clearProblem();
  if (!file) return;
  try {
    chosen = null;
    say("Reading the picture …");
    const ready = await sendable(file);
    if ($("preview").src && $("preview").src !== shown?.original) URL.revokeObjectURL($("preview").src);
    chosen = ready;
    chosen.url = URL.createObjectURL(chosen.blob);
    $("preview").src = chosen.url;
    $("name").textContent = chosen.name;
    $("size").textContent = chosen.note || bytes(chosen.blob.size);
    $("choice").hidden = false;
    say(`${chosen.name} is chosen.`);
  } catch {
    $("choice").hidden = true;
    problem("This file cannot be read as a picture.", "Choose a JPEG or PNG. Other kinds work if this browser can show them.");
  }
}

// What Rekognition takes, and no more than Lambda takes.
async function sendable(file) {
  const name = file.name || "picture";
  const start = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const isKnown = [[0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47]].some(head => head.every((byte, at) => start[at] === byte));
  if (isKnown && file.size <= MAX_BYTES) return { blob: file, name };
  const image = await createImageBitmap(file);
  for (let side = MAX_SIDE; side >= 512; side /= 2) {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = element("canvas", undefined, {
      width: Math.max(1, Math.round(image.width * scale)), height: Math.max(1, Math.round(image.height * scale)),
    });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise(done => canvas.toBlob(done, "image/jpeg", 0.92));
    if (blob && blob.size <= MAX_BYTES) {
      const note = `Converted in this browser to a JPEG of ${canvas.width} × ${canvas.height} pixels, ${bytes(blob.size)}`;
      return { blob, name, note };
    }
  }
  throw new Error("too large");
}

for (const id of ["file", "camera"]) $(id).addEventListener("change", event => choose(event.target.files[0]));

const isFile = event => [...(event.dataTransfer?.types || [])].includes("Files");
let inside = 0;
addEventListener("dragenter", event => { if (isFile(event)) { inside += 1; $("drop").classList.add("over"); } });
addEventListener("dragleave", event => {
  if (isFile(event) && (inside -= 1) <= 0) { inside = 0; $("drop").classList.remove("over"); }
});
addEventListener("dragover", event => { if (isFile(event)) event.preventDefault(); });
addEventListener("drop", event => {
  if (!isFile(event)) return;
  event.preventDefault();
  inside = 0;
  $("drop").classList.remove("over");
  choose(event.dataTransfer.files[0]);
});
addEventListener("paste", event => {
  const file = [...(event.clipboardData?.files || [])].find(one => one.type.startsWith("image/"));
  if (file) choose(file);
});

// Sending

const values = name => [...document.querySelectorAll(`input[name=${name}]:checked`)].map(one => one.value);

// The fields of the form. What is the default stays out: an operator may have set it for all.
function parameters() {
  const fields = { features: values("features").join(",") };
  const hide = values("hide").join(",");
  if (hide !== "faces") fields.hide = hide;
  if ($("effect").value) fields.effect = $("effect").value;
  return fields;
}

function keyFor(picture, fields) {
  const of = `${picture.url} ${JSON.stringify(fields)}`;
  if (attempt.of !== of) attempt = { key: newKey(), of };
  return attempt.key;
}

// randomUUID exists in secure contexts only.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

function busy(isBusy) {
  $("send").disabled = isBusy;
  $("cancel").hidden = !isBusy;
  $("progress").hidden = !isBusy;
  for (const one of document.querySelectorAll("#drop input, .options input, select")) {
    one.disabled = isBusy || isUnavailable(one);
  }
}

// What this service cannot look for cannot be ticked. It is told beside it, not only by its look.
function isUnavailable(one) {
  return one.type === "checkbox" && $("form").dataset.unavailable.split(" ").includes(one.value);
}

for (const one of document.querySelectorAll(".options input")) {
  if (!isUnavailable(one)) continue;
  one.checked = false;
  one.disabled = true;
  one.parentElement.append(element("span", " (not available here)", { className: "hint" }));
}

function send() {
  clearProblem();
  if (!chosen) {
    problem("There is no picture yet.", "Choose, drop, paste or take one first.");
    return $("file").focus();
  }
  for (const [name, what] of [["features", "Look for"], ["hide", "Hide"]]) {
    if (values(name).length) continue;
    problem(`Nothing is ticked under “${what}”.`, "Tick at least one box.");
    return document.querySelector(`input[name=${name}]`).focus();
  }
  const picture = chosen, fields = parameters(), form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("image", picture.blob, picture.name);
  request = new XMLHttpRequest();
  // Beside this page, below the stage of the API if it has one.
  request.open("POST", `${location.pathname.replace(/\/*$/, "")}/images`);
  request.setRequestHeader("Idempotency-Key", keyFor(picture, fields));
  request.upload.addEventListener("progress", event => {
    if (!event.lengthComputable) return;
    $("progress").value = event.loaded / event.total * 100;
  });
  request.upload.addEventListener("load", () => {
    $("progress").removeAttribute("value");
    $("progress").setAttribute("aria-label", "Analysing the picture");
    say("The picture has arrived. Analysing and hiding …");
  });
  request.addEventListener("load", () => { answer(picture); });
  request.addEventListener("error", () => {
    finish();
    problem("The service cannot be reached.", "Check the connection, then try again. Nothing is stored twice.");
  });
  request.addEventListener("abort", () => { finish(); say("Cancelled."); });
  $("progress").value = 0;
  $("progress").setAttribute("aria-label", "Sending the picture");
  busy(true);
  say("Sending the picture …");
  request.send(form);
}

function finish() {
  const had = document.activeElement === $("cancel") || document.activeElement === document.body;
  request = null;
  busy(false);
  if (had) $("send").focus();
}

function answer(picture) {
  const { status, responseText } = request;
  const wait = request.getResponseHeader("Retry-After");
  finish();
  let document_ = null;
  try { document_ = JSON.parse(responseText); } catch { /* not of the function: told by its status */ }
  if (status === 200 && document_?.schema === "frameveil-image-analysis") return show(document_, picture);
  const [what, advice] = words(status, document_?.error, wait);
  const id = document_?.requestId;
  const code = [document_?.error?.code || `HTTP ${status}`, id && `request ${id}`].filter(Boolean).join(", ");
  // The key is of no more use: a picture of that key is stored.
  if (document_?.error?.code === "IdempotencyKeyReused") attempt = { key: "", of: "" };
  problem(what, advice, `For the operator: ${code}`);
}

$("form").addEventListener("submit", event => { event.preventDefault(); if (!request) send(); });
$("cancel").addEventListener("click", () => request?.abort());

// Errors in words: what happened, what to do

function words(status, error, wait) {
  const later = wait ? `Try again in ${plural(Number(wait), "second", "seconds")}.` : "Try again in a minute.";
  const told = error?.message ? `The service says: ${error.message}.` : "";
  const known = {
    PayloadTooLarge: ["The picture has too many bytes.", "Save it smaller, or crop it, and choose it again."],
    ImageTooLarge: ["The picture has too many pixels.", "Make it smaller, and choose it again."],
    UnsupportedMediaType: ["This is neither a JPEG nor a PNG.", "Save the picture as JPEG or PNG, and choose it again."],
    InvalidImage: ["The picture is damaged, cut off, or smaller than 80 × 80 pixels.",
      "Copy it again from where it came from, or choose another one."],
    UnsupportedImage: ["Nothing can be hidden in a picture of this kind.", `Save it again as a plain JPEG or PNG. ${told}`],
    FeatureUnavailable: ["This service cannot look for all that is ticked.", `Untick it. ${told}`],
    MissingImage: ["No picture arrived.", "Choose it again. It may have been moved or deleted since."],
    InvalidParameter: ["These options do not go together, or are not yours to choose here.", `Change them. ${told}`],
    UnknownParameter: ["This page and the service do not fit.", "Reload the page."],
    IdempotencyKeyReused: ["The picture or the options changed during an attempt.", "Send it once more."],
    Throttled: ["Too many pictures are being analysed.", later],
    ServiceUnavailable: ["A service that this one needs does not respond.", later],
    OutOfTime: ["This took too long.", `${later} A smaller picture is quicker.`],
    ServiceRefused: ["The service is not set up rightly.", "Tell its operator; trying again will not help."],
    MalformedResponse: ["The service did not understand an answer.", "Tell its operator."],
    InternalFailure: ["The service failed.", "Try again; if it fails again, tell its operator."],
  };
  if (error && Object.hasOwn(known, error.code)) return known[error.code];
  if (error) return ["The service refused the request.", told];
  // Not from the function, but from what stands before it.
  if (status === 401 || status === 403) return ["You may not use this service.", "Ask its operator for access."];
  if (status === 404) return ["There is no service behind this page.", "Tell its operator."];
  if (status === 413) return known.PayloadTooLarge;
  if (status === 429) return known.Throttled;
  if (status === 502 || status === 503 || status === 504) return known.ServiceUnavailable;
  return ["The service sent an answer that this page does not understand.", "Try again later."];
}

// The result

function show(result, picture) {
  if (shown && shown.original !== picture.url) URL.revokeObjectURL(shown.original);
  if (shown) URL.revokeObjectURL(shown.json);
  const { urls, requestId, ...data } = result;
  const json = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
  shown = { result, original: picture.url, json };
  attempt = { key: "", of: "" };
  const extension = result.image.format === "png" ? "png" : "jpg";
  const stem = picture.name.replace(/\.[^.]*$/, "");
  Object.assign($("save-picture"), { href: urls.hidden, download: `${stem}.hidden.${extension}` });
  Object.assign($("save-json"), { href: json, download: `${stem}.json` });
  $("summary").textContent = summary(result);
  $("notes").replaceChildren(...result.hidden.notes.map(note => element("li", note)));
  $("notes").hidden = !result.hidden.notes.length;
  $("expiry").textContent = `The link to the copy works until ${new Date(urls.expires).toLocaleString()}.`;
  $("hidden-switch").checked = true;
  drawTables(result);
  showPicture();
  drawFacts(result, requestId);
  $("results").hidden = false;
  say("Done.");
  $("results-title").focus();
}

function summary(result) {
  const lines = (result.text || []).filter(one => one.type === "line").length;
  const found = [
    result.faces && plural(result.faces.length, "face", "faces"),
    result.labels && plural(result.labels.length, "label", "labels"),
    result.text && plural(lines, "line of text", "lines of text"),
    result.moderation && (result.moderation.length
      ? plural(result.moderation.length, "sign of unsuitable content", "signs of unsuitable content") : "nothing unsuitable"),
  ].filter(Boolean);
  const regions = result.hidden.regions;
  const hidden = regions === 0 ? "Nothing was hidden: look at the copy yourself before you share it."
    : `${plural(regions, "region is", "regions are")} hidden. Look at the copy before you share it.`;
  return `Found: ${found.join(", ")}. ${hidden}`;
}

function showPicture() {
  const isHidden = $("hidden-switch").checked;
  const { result, original } = shown;
  $("picture").src = isHidden ? result.urls.hidden : original;
  $("picture").alt = `${isHidden ? "The copy with hidden regions" : "The picture as you sent it"}. ${summary(result)}`;
}

$("hidden-switch").addEventListener("change", showPicture);
$("boxes-switch").addEventListener("change", event => { $("boxes").hidden = !event.target.checked; });
$("picture").addEventListener("error", () => {
  if (!shown || !$("hidden-switch").checked) return;
  problem("The hidden copy cannot be loaded.", "Its link may have expired. Send the picture again for a new one.");
});

// A box over the picture, by ratios. The style is set by script, which the policy allows; markup with styles it does not.
function drawBox(kind, name, box) {
  const made = element("div", undefined, { className: `box ${kind}` });
  made.append(element("span", name));
  if (box.top < 0.08) made.classList.add("top");
  for (const [property, member] of [["left", "left"], ["top", "top"], ["width", "width"], ["height", "height"]]) {
    made.style[property] = `${box[member] * 100}%`;
  }
  $("boxes").append(made);
  return made;
}

// Marks a box. The place is also told in words.
function boxButton(boxes, name) {
  const button = element("button", "Show", { type: "button" });
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", `Show ${name} in the picture`);
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    for (const box of boxes) box.classList.toggle("strong", isOn);
    if (isOn && !$("boxes-switch").checked) $("boxes-switch").click();
  });
  return button;
}

// Where a box is, for those who do not see it.
function place(box) {
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const across = x < 1 / 3 ? "left" : x > 2 / 3 ? "right" : "";
  const down = y < 1 / 3 ? "top" : y > 2 / 3 ? "bottom" : "";
  const area = Math.min(100, box.width * box.height * 100);
  const size = area < 1 ? "below 1 %" : `${Math.round(area)} %`;
  return `${[down, across].filter(Boolean).join(" ") || "centre"}, ${size}`;
}

function confidence(value) {
  const cell = element("td", undefined, { className: "confidence" });
  const bar = element("span", undefined, { className: "bar" }), fill = element("i");
  bar.setAttribute("aria-hidden", "true");
  fill.style.width = `${Math.max(0, Math.min(100, value))}%`;
  bar.append(fill);
  cell.append(bar, `${value.toFixed(1)} %`);
  return cell;
}

function table(title, columns, rows, none) {
  if (!rows.length) return [element("h3", title), element("p", none)];
  const made = element("table"), head = element("tr"), body = element("tbody");
  for (const [name, isWide] of columns) {
    head.append(element("th", name, { scope: "col", className: isWide ? "wide" : "" }));
  }
  for (const row of rows) {
    const line = element("tr");
    row.forEach((cell, at) => {
      const node = cell instanceof HTMLTableCellElement ? cell : element(at ? "td" : "th");
      if (node !== cell) node.append(cell);
      if (!at) node.scope = "row";
      if (columns[at][1]) node.classList.add("wide");
      line.append(node);
    });
    body.append(line);
  }
  const top = element("thead");
  top.append(head);
  made.append(element("caption", title), top, body);
  return [made];
}

function drawTables(result) {
  $("boxes").replaceChildren();
  const parts = [];
  if (result.faces) parts.push(...faceTable(result.faces));
  if (result.labels) parts.push(...labelTable(result.labels));
  if (result.text) parts.push(...textTable(result.text));
  if (result.moderation) {
    const rows = result.moderation.map(one => [one.name, confidence(one.confidence), one.parent || ""]);
    parts.push(...table("Unsuitable content", [["Kind"], ["Confidence"], ["Part of", true]], rows, "None was found."));
  }
  $("tables").replaceChildren(...parts);
}

function faceTable(faces) {
  const rows = faces.map((face, index) => {
    const name = `Face ${index + 1}`;
    const box = drawBox("faces", name, face.box);
    return [name, confidence(face.confidence), place(face.box), boxButton([box], name)];
  });
  return table("Faces", [["Face"], ["Confidence"], ["Place, area"], ["Box"]], rows, "No face was found.");
}

function labelTable(labels) {
  const rows = labels.map(label => {
    const boxes = label.instances.map(one => drawBox("labels", label.name, one.box));
    const places = label.instances.map(one => place(one.box)).join("; ") || "whole picture";
    return [label.name, confidence(label.confidence), places, boxes.length ? boxButton(boxes, label.name) : "–"];
  });
  return table("Things and scenes", [["Label"], ["Confidence"], ["Place, area"], ["Box"]], rows, "Nothing was recognised.");
}

// Lines; their words would say the same again.
function textTable(text) {
  const rows = text.filter(one => one.type === "line").map(line => {
    const box = drawBox("text", line.text, line.box);
    return [line.text, confidence(line.confidence), place(line.box), boxButton([box], `the text ${line.text}`)];
  });
  return table("Text", [["Line"], ["Confidence"], ["Place, area"], ["Box"]], rows, "No text was found.");
}

function drawFacts(result, requestId) {
  const models = Object.entries(result.models).map(([name, version]) => `${name} ${version}`).join(", ");
  const { image, hidden } = result;
  const facts = [
    ["Picture", `${image.width} × ${image.height} pixels, ${image.format.toUpperCase()}, ${bytes(image.bytes)}`],
    ["Hidden", `${hidden.hide} by ${hidden.effect}, ${bytes(hidden.bytes)}`],
    ["Models", models || "no version is told"],
    ["Analysed", new Date(result.created).toLocaleString()],
    ["ID", result.id],
    ["Request", requestId],
  ];
  $("facts").replaceChildren(...facts.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
}

