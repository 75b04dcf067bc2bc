// The peer: the least that is a durable chat with socket.io 4 and better-sqlite3, as people write it.
// No accounts, no membership, no validation; a message is stored, then emitted to its room, then acknowledged.
const http = require('http');
const { Server } = require('socket.io');
const Database = require('better-sqlite3');

const db = new Database(process.env.DB);
db.pragma('journal_mode = WAL');
db.pragma(`synchronous = ${process.env.SYNC}`);
db.exec(`
  create table messages (id integer primary key, room text not null, sender text not null, body text not null, ts real not null);
  create index messages_room on messages (room, id);
`);
const insert = db.prepare('insert into messages (room, sender, body, ts) values (?, ?, ?, ?)');

const server = http.createServer((_, answer) => answer.end());
const io = new Server(server, { perMessageDeflate: false, serveClient: false });

io.on('connection', (socket) => {
  const sender = socket.handshake.auth.user;
  socket.on('join', ({ room }, done) => {
    socket.join(room);
    done({ ok: true });
  });
  socket.on('send', ({ room, body }, done) => {
    const ts = Date.now() / 1000;
    const id = insert.run(room, sender, body, ts).lastInsertRowid;
    io.to(room).emit('message', { id, room, sender, body, ts });
    done({ ok: true, id });
  });
});

server.listen(Number(process.env.PORT), '127.0.0.1');
