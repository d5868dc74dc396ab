// Speaks Socket.IO by the official client: orders come as lines of JSON, and so goes what happens.
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const say = (...line) => process.stdout.write(JSON.stringify(line) + "\n");
let socket;

const orders = {
  connect({ url, transport, origin }) {
    const extraHeaders = origin ? { Origin: origin } : {};
    socket = io(url, {
      transports: transport === "upgrade" ? ["polling", "websocket"] : [transport],
      extraHeaders,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    socket.on("connect", () => say("connect", socket.io.engine.transport.name));
    socket.io.engine.on("upgrade", (transport) => say("upgrade", transport.name));
    socket.on("disconnect", (reason) => say("disconnect", reason));
    socket.on("connect_error", (error) => say("connect_error", String(error.context?.status ?? error.description?.message ?? error.message)));
    socket.onAny((event, ...data) => say(event, ...data));
  },
  emit({ event, data }) {
    if (data === null) socket.emit(event);
    else socket.emit(event, data);
  },
  disconnect() {
    socket.disconnect();
  },
  reconnect() {
    socket.connect();
  },
  // As when the network goes away: nobody says goodbye, and the client comes again by itself.
  break() {
    socket.io.engine.close();
  },
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order = JSON.parse(line);
    orders[order.order](order);
  })
  .on("close", () => process.exit(0));
