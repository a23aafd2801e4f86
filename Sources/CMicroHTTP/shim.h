// libmicrohttpd for Swift. Its functions are called as they are; what stands here are those that are variadic,
// which Swift cannot call. Each is a translation and decides nothing. They can go when Swift imports C variadics.
#ifndef FRAMEVEIL_CMICROHTTP_H
#define FRAMEVEIL_CMICROHTTP_H

#include <microhttpd.h>

// Variadic: MHD_start_daemon. `begin` gets each request's target as it came and gives what `end` gets back.
static inline struct MHD_Daemon *fv_http_start(
    MHD_socket socket, unsigned int connections, unsigned int idle_seconds,
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback take, MHD_RequestCompletedCallback end, void *context) {
  return MHD_start_daemon(
      MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, take, context,
      MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds, MHD_OPTION_URI_LOG_CALLBACK, begin, context,
      MHD_OPTION_NOTIFY_COMPLETED, end, context, MHD_OPTION_END);
}

#endif
