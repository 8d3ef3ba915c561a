/** `npm run sandbox [-- --anny-port 8080 …]`: the stand-ins of both services alone, until Ctrl-C. */
import '../sandbox/main.mts';
