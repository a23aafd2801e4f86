// libcurl for Swift. Its functions are imported unchanged, except for variadic ones, which Swift cannot
// import: for these there is one wrapper for each argument type, without any logic. They can be removed when
// Swift imports C variadics.
#ifndef FRAMEVEIL_CCURL_H
#define FRAMEVEIL_CCURL_H

#include <curl/curl.h>

// Variadic: curl_easy_setopt, by the type of the value: a long, a 64-bit size, a string (which libcurl
// copies), a pointer (which libcurl keeps).
static inline CURLcode fv_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fv_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fv_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode fv_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

// Variadic: curl_easy_setopt with a callback. The C compiler checks the callback's type here.
static inline CURLcode fv_curl_on_header(
    CURL *easy, size_t (*handler)(char *line, size_t size, size_t count, void *data), void *data) {
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, data);
  return curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, handler);
}
static inline CURLcode fv_curl_on_body(
    CURL *easy, size_t (*handler)(char *bytes, size_t size, size_t count, void *data), void *data) {
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, data);
  return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, handler);
}
static inline CURLcode fv_curl_on_wanted(
    CURL *easy, size_t (*handler)(char *buffer, size_t size, size_t count, void *data), void *data) {
  curl_easy_setopt(easy, CURLOPT_READDATA, data);
  return curl_easy_setopt(easy, CURLOPT_READFUNCTION, handler);
}
static inline CURLcode fv_curl_on_rewind(
    CURL *easy, int (*handler)(void *data, curl_off_t offset, int origin), void *data) {
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, data);
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, handler);
}
static inline CURLcode fv_curl_on_connected(
    CURL *easy, int (*handler)(void *data, char *address, char *local, int port, int local_port), void *data) {
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, data);
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, handler);
}
static inline CURLcode fv_curl_on_open_socket(
    CURL *easy, curl_socket_t (*handler)(void *data, curlsocktype purpose, struct curl_sockaddr *address)) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, handler);
}

// Variadic: curl_easy_getinfo. Zero or NULL when the information is not available.
static inline long fv_curl_long(CURL *easy, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}
static inline curl_off_t fv_curl_size(CURL *easy, CURLINFO what) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}
static inline void *fv_curl_pointer(CURL *easy, CURLINFO what) {
  void *value = NULL;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

// Variadic: curl_multi_setopt and curl_share_setopt.
static inline CURLMcode fv_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLSHcode fv_curl_share(CURLSH *share, curl_lock_data what) {
  return curl_share_setopt(share, CURLSHOPT_SHARE, what);
}

#endif
