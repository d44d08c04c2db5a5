/** @module Files on their way to the server: read here, sent as text inside a frame. */

const LARGEST = 10 * 1024 * 1024;

/** Whether a file is small enough to be sent. */
export function fits(file) {
  return file.size <= LARGEST;
}

/** Files as the protocol carries them. */
export function filesAsData(files) {
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      mimetype: file.type || "application/octet-stream",
      base64: await base64(file),
    })),
  );
}

/** "3 kB" */
export function sizeWords(bytes) {
  if (!bytes && bytes !== 0) return "";
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)), units.length - 1);
  const number = bytes / 1000 ** step;
  return `${number < 10 && step ? number.toFixed(1) : Math.round(number)} ${units[step]}`;
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result).split(",")[1] ?? ""));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
