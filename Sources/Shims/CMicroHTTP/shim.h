// libmicrohttpd for Swift. Its functions are imported unchanged, except for variadic ones, which Swift cannot
// import. The wrappers contain no logic. They can be removed when Swift imports C variadics.
#ifndef FRAMEVEIL_CMICROHTTP_H
#define FRAMEVEIL_CMICROHTTP_H

#include <microhttpd.h>

// Variadic: MHD_start_daemon. `begin` receives the raw request target; its return value is passed to `end`.
static inline struct MHD_Daemon *fv_http_start(
    MHD_socket socket, unsigned int connections, MHD_NotifyConnectionCallback meet,
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback take, MHD_RequestCompletedCallback end, void *context) {
  return MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, take, context,
      MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_NOTIFY_CONNECTION, meet, context, MHD_OPTION_URI_LOG_CALLBACK, begin, context,
      MHD_OPTION_NOTIFY_COMPLETED, end, context, MHD_OPTION_END);
}

// Variadic: MHD_get_connection_info.
static inline const struct sockaddr *fv_http_client_address(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info ? info->client_addr : NULL;
}

static inline MHD_socket fv_http_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : MHD_INVALID_SOCKET;
}

#endif
