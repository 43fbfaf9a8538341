// Answers every request with what it was told last; a process of its own, so that the client's alone is measured.
import { createServer } from "node:http";

let answer = Buffer.from("{}");
let recording = false;

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const target = request.headers["x-amz-target"];
    if (recording) process.send({ target, body: Buffer.concat(chunks).toString() });
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-requestid": "4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG",
      "content-length": answer.length,
    };
    response.writeHead(200, headers).end(answer);
  });
});
server.keepAliveTimeout = 0;
process.on("message", (message) => {
  answer = Buffer.from(message.answer);
  recording = message.recording;
  process.send({ done: true });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
