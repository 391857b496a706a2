// <input type="file" data-crop data-crop-label="…" data-crop-zoom="…">: choose the square of a photo. Without it the server centres.
import { attach } from "./attach.js";

const SIDE = 960; // pixels sent

attach("input[type=file][data-crop]", (input) => {
  let stop = () => {};
  input.addEventListener("change", async () => {
    stop();
    const file = input.files[0];
    if (!file?.type.startsWith("image/") || file.size > 20e6) return;
    let image;
    try { image = await createImageBitmap(file); } catch { return; } // the server says what is wrong with it

    const place = document.createElement("div");
    place.className = "crop";
    const canvas = Object.assign(document.createElement("canvas"), { className: "crop__canvas", width: SIDE, height: SIDE, tabIndex: 0 });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", input.dataset.cropLabel || "");
    const zoom = Object.assign(document.createElement("input"), { className: "crop__zoom", type: "range", min: 1, max: 4, step: 0.01, value: 1 });
    const label = document.createElement("label");
    label.className = "crop__label";
    label.append(input.dataset.cropZoom || "", zoom);
    place.append(canvas, label);
    input.after(place);

    const paper = canvas.getContext("2d");
    let x = 0.5, y = 0.5, timer;
    const clamp = (value, half) => Math.min(1 - half, Math.max(half, value));
    const draw = () => {
      const side = Math.min(image.width, image.height) / Number(zoom.value);
      x = clamp(x, side / image.width / 2);
      y = clamp(y, side / image.height / 2);
      paper.fillStyle = "white";
      paper.fillRect(0, 0, SIDE, SIDE);
      paper.drawImage(image, x * image.width - side / 2, y * image.height - side / 2, side, side, 0, 0, SIDE, SIDE);
      clearTimeout(timer);
      timer = setTimeout(() => canvas.toBlob((blob) => {
        if (!blob || !place.isConnected) return;
        const chosen = new DataTransfer();
        chosen.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
        input.files = chosen.files;
      }, "image/jpeg", 0.9), 150);
    };
    const move = (dx, dy) => {
      const scale = Math.min(image.width, image.height) / Number(zoom.value) / canvas.clientWidth;
      x -= (dx * scale) / image.width;
      y -= (dy * scale) / image.height;
      draw();
    };
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => { if (canvas.hasPointerCapture(event.pointerId)) move(event.movementX, event.movementY); });
    canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [12, 0], ArrowRight: [-12, 0], ArrowUp: [0, 12], ArrowDown: [0, -12] }[event.key];
      if (!way) return;
      event.preventDefault();
      move(...way);
    });
    zoom.addEventListener("input", draw);
    stop = () => { clearTimeout(timer); place.remove(); image.close(); };
    draw();
  });
});
