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
        // The bus holds a reference until its handler is removed (`passRetained` below).
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
    // Without the lock, since the woken task may ask for `failure` at once.
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

/// Maps errors of GStreamer elements to errors for the user.
extension UserError {
  /// An error of the decoding pipeline.
  init(reading name: String, _ failure: BusWatcher.Failure, missing: [String]) {
    if !missing.isEmpty {
      self.init(missing: missing, for: name)
      return
    }
    let detail = "\(failure.factory): \(failure.message)"
    switch (failure.domain, failure.code) {
    case (.resource, Int32(GST_RESOURCE_ERROR_NOT_FOUND.rawValue)):
      self.init(.noInput, name, "there is no such file", detail: detail)
    case (.resource, _): self.init(.inputOutput, name, "cannot be read", detail: detail)
    case (.core, Int32(GST_CORE_ERROR_MISSING_PLUGIN.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_CODEC_NOT_FOUND.rawValue)):
      self.init(missing: [failure.message], for: name)
    case (.stream, Int32(GST_STREAM_ERROR_TYPE_NOT_FOUND.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_WRONG_TYPE.rawValue)):
      self.init(.invalidInput, name, "is not a video in a known format", detail: detail)
    case (.stream, _): self.init(.invalidInput, name, "is damaged or not a video", detail: detail)
    case (.library, _):
      self.init(
        .invalidInput, name, "cannot be decoded: it is damaged, or the decoder does not support this variant",
        remedy: "repair or convert it first: ffmpeg -i IN -c:v libx264 -crf 12 -c:a copy OUT.mkv",
        detail: detail)
    default: self.init(.internalFailure, name, "cannot be decoded", detail: detail)
    }
  }

  /// The input requires a plugin that is not installed.
  init(missing: [String], for name: String) {
    self.init(
      .configuration, name,
      "needs a GStreamer plugin that is not installed: \(missing.joined(separator: ", "))",
      remedy: "install gstreamer1.0-libav and the packages gstreamer1.0-plugins-base, -good, -bad and -ugly")
  }

  /// An error of the encoding pipeline.
  init(writing name: String, _ failure: BusWatcher.Failure) {
    let detail = "\(failure.factory): \(failure.message)"
    switch (failure.domain, failure.code) {
    case (.resource, Int32(GST_RESOURCE_ERROR_NO_SPACE_LEFT.rawValue)):
      self.init(
        .inputOutput, name, "no space left on device (ENOSPC)", remedy: "free disk space and run again",
        detail: detail)
    case (.resource, _): self.init(.inputOutput, name, "cannot be written", detail: detail)
    case (.core, Int32(GST_CORE_ERROR_NEGOTIATION.rawValue)),
      (.stream, Int32(GST_STREAM_ERROR_FORMAT.rawValue)):
      self.init(
        .configuration, name, "the profile's elements do not accept this video format",
        remedy: "try another --profile",
        detail: detail + " " + failure.detail)
    default:
      self.init(
        .internalFailure, name, "encoding failed in \(failure.factory)",
        detail: failure.message + " " + failure.detail)
    }
  }
}
