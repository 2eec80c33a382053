// Loaded into every child before its own code: when the supervisor is gone, however it went, the child
// gets the same SIGTERM it would have got from it, so that no process is left holding a port.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
