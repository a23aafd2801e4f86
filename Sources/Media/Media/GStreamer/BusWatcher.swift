import CGStreamer
import Core
import Synchronization

/// Records messages of a pipeline's bus: the first error, missing plugins, end of stream.
///
/// Elements downstream of a failed one only see end of stream, so a consumer that sees it must check
/// `failure`. Messages are handled synchronously on the posting thread, before the end of stream that
/// follows, so `failure` is set in time.
final class BusWatcher: Sendable {
  /// An error that an element posted.
  struct Failure: Sendable {
    enum Domain: Sendable { case core, library, resource, stream, other }
    var domain: Domain
    var code: Int32
    var message: String
    var detail: String
    /// The factory of the element that failed, such as `x264enc`.
    var factory: String
  }

  private struct State {
    var failure: Failure?
    var missing: [String] = []
    var isEnded = false
    var events: [AsyncEvent] = []
  }
  private let state = Mutex(State())

  /// The first error.
  var failure: Failure? { state.withLock { $0.failure } }
  /// GStreamer's descriptions of missing plugins.
  var missing: [String] { state.withLock { $0.missing } }
  /// Whether every sink has received end of stream.
  var isEnded: Bool { state.withLock { $0.isEnded } }

  /// Notifies `event` on every error and at the end of stream.
  func notify(_ event: AsyncEvent) { state.withLock { $0.events.append(event) } }

  /// Records a failure; only the first one is kept.
  func fail(_ failure: Failure) {
    note { $0.failure = $0.failure ?? failure }
  }

  /// Installs the sync handler on the bus of `pipeline`.
  func listen(to pipeline: UnsafeMutablePointer<GstElement>) {
    let bus = gst_element_get_bus(pipeline)
    gst_bus_set_sync_handler(
      bus,
      { _, message, context in
        guard let message = message, let context = context else { return GST_BUS_DROP }
        Unmanaged<BusWatcher>.fromOpaque(context).takeUnretainedValue().take(message)
        fv_message_unref(message)
        return GST_BUS_DROP
      },
      Unmanaged.passRetained(self).toOpaque(),
      { context in
        if let context = context { Unmanaged<BusWatcher>.fromOpaque(context).release() }
      })
    gst_object_unref(bus)
  }

  private func take(_ message: UnsafeMutablePointer<GstMessage>) {
    switch fv_message_type(message) {
    case GST_MESSAGE_ERROR: fail(Failure(message))
    case GST_MESSAGE_EOS: note { $0.isEnded = true }
    case GST_MESSAGE_ELEMENT where gst_is_missing_plugin_message(message) != 0:
      let text = GStreamerLibrary.take(gst_missing_plugin_message_get_description(message))
      state.withLock { $0.missing.append(text ?? "an unknown format") }
    default: break
    }
  }

  private func note(_ change: (inout State) -> Void) {
    let events = state.withLock { state in
      change(&state)
      return state.events
    }
    for event in events { event.notify() }
  }
}

extension BusWatcher.Failure {
  fileprivate init(_ message: UnsafeMutablePointer<GstMessage>) {
    var error: UnsafeMutablePointer<GError>?
    var debug: UnsafeMutablePointer<CChar>?
    gst_message_parse_error(message, &error, &debug)
    domain = .other
    code = 0
    if let error = error {
      domain = Domain(error.pointee.domain)
      code = error.pointee.code
    }
    self.message = GStreamerLibrary.takeMessage(&error) ?? "unknown error"
    detail = GStreamerLibrary.take(debug) ?? ""
    let source = fv_message_source(message)
    factory = "pipeline"
    if let source = source, fv_is_element(source) != 0,
      let name = fv_factory_name(fv_element(source))
    {
      factory = String(cString: name)
    }
  }
}

extension BusWatcher.Failure.Domain {
  fileprivate init(_ quark: GQuark) {
    switch quark {
    case gst_core_error_quark(): self = .core
    case gst_library_error_quark(): self = .library
    case gst_resource_error_quark(): self = .resource
    case gst_stream_error_quark(): self = .stream
    default: self = .other
    }
  }
}
