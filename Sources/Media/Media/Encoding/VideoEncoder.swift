import CGStreamer
import CLibAV
import Core
import Geometry

/// The encoding pipeline: appsrc → the profile's elements → appsink.
final class VideoEncoder: @unchecked Sendable {
  // GStreamer's objects are thread-safe; all other properties are immutable. `MediaWriter` owns the encoder
  // and stops the pipeline, which ends GStreamer's threads, before it releases it.

  let busWatcher = BusWatcher()
  /// Signalled when the encoder has accepted a frame, when an encoded frame is available, and on errors.
  let event = AsyncEvent()
  private let pipeline = GStreamerPipeline()
  /// The profile's elements, owned by the pipeline.
  private let bin: UnsafeMutablePointer<GstElement>
  private let source: AppSrcStream
  private let sink: AppSinkStream

  /// - Parameter parameterSetNumber: the number of its parameter sets, so that a stream can have others, too; nil for the
  ///   encoder's own. Only x264enc writes another.
  init(profile: EncodeProfile, format: FrameFormat, parameterSetNumber: Int? = nil) throws {
    let text = profile.encoder(for: format)
    let caps = try Self.caps(format, for: text)
    defer { fv_caps_unref(caps) }
    source = try AppSrcStream(caps: caps, event: event)
    pipeline.add(source.element)
    sink = try AppSinkStream(limit: 0, event: event)
    pipeline.add(sink.element)
    bin = try Self.bin(text, profile)
    pipeline.add(bin)
    if let parameterSetNumber { setParameterSetNumber(parameterSetNumber) }
    let filter = try GStreamerLibrary.element("capsfilter")
    pipeline.add(filter)
    try Self.restrict(filter)
    guard pipeline.link([source.element, bin, filter, sink.element]) else {
      throw UserError(
        .configuration, "profile \(profile.name)",
        "'\(text)' does not encode \(format.name) frames to a supported format",
        remedy: "its last element must be a video encoder, or a parser after one")
    }
    busWatcher.notify(event)
    busWatcher.listen(to: pipeline.element)
  }

  /// GStreamer's name of the pixel format at the encoder's sink pad, which converters before it may have
  /// changed; nil before the first encoded frame.
  var codedFormat: String? {
    guard let coder = Self.coder(in: bin), let pad = gst_element_get_static_pad(coder, "sink") else {
      return nil
    }
    defer { gst_object_unref(pad) }
    guard let caps = gst_pad_get_current_caps(pad) else { return nil }
    defer { fv_caps_unref(caps) }
    var info = GstVideoInfo()
    return gst_video_info_from_caps(&info, caps) != 0 ? String(cString: fv_info_format_name(&info)) : nil
  }

  /// Starts encoding; returns false when an element cannot be started.
  func start() -> Bool { pipeline.start() }

  /// Stops the pipeline. Blocks until GStreamer's threads have ended.
  func stop() { pipeline.stop() }

  /// Frames in the queue before the encoder.
  var waiting: Int { source.waiting }

  /// Pushes a frame with a PTS later than all before; returns false when the pipeline accepts no more.
  func push(_ frame: UnsafeMutablePointer<GstBuffer>, at time: MediaTime, duration: MediaTime?) -> Bool {
    // A pool drops a buffer that comes back while a copy still shares its memory, and the next frame takes new pages.
    let isOwn = fv_buffer_is_writable(frame) != 0
    let timed: UnsafeMutablePointer<GstBuffer> = isOwn ? frame : fv_buffer_copy(frame)
    fv_buffer_set_times(
      timed, GstClockTime(max(0, time.nanoseconds)),
      duration.map { GstClockTime(max(0, $0.nanoseconds)) } ?? fv_clock_time_none())
    return source.push(isOwn ? fv_buffer_ref(timed) : timed)
  }

  /// Makes the next frame a key picture (GStreamer's force-key-unit event).
  func requestKeyPicture() {
    gst_element_send_event(
      source.element,
      gst_video_event_new_downstream_force_key_unit(
        fv_clock_time_none(), fv_clock_time_none(), fv_clock_time_none(), 0, 0))
  }

  /// Sends end of stream.
  func end() { source.end() }

  /// The next encoded frame; nil when none is available now.
  func tryPull() -> EncodedFrame? { sink.tryPull().map(EncodedFrame.init) }

  /// Whether the stream has ended and all frames were pulled.
  var isEnded: Bool { sink.isEnded }

  /// The caps of the encoder's input. x265enc requires a frame rate, although each frame has a PTS; it gets a
  /// common one.
  private static func caps(_ format: FrameFormat, for text: String) throws -> UnsafeMutablePointer<GstCaps> {
    guard let caps = gst_caps_copy(format.pointer) else {
      throw UserError(.internalFailure, "caps", "cannot be copied", detail: "out of memory")
    }
    if format.frameRate.numerator == 0, text.contains("x265enc") {
      fv_caps_set_fraction(caps, "framerate", 30, 1)
    }
    return caps
  }

  /// Restricts the output to stream formats that containers store.
  private static func restrict(_ filter: UnsafeMutablePointer<GstElement>) throws {
    let forms = [
      "video/x-h264, stream-format=avc, alignment=au", "video/x-h265, stream-format=hvc1, alignment=au",
      "video/x-vp8", "video/x-vp9", "video/x-av1", "video/mpeg, systemstream=false", "image/jpeg",
      "video/x-prores",
      "video/x-dnxhd", "video/x-ffv", "video/x-h263", "image/png",
    ]
    guard let caps: UnsafeMutablePointer<GstCaps> = gst_caps_from_string(forms.joined(separator: "; ")) else {
      throw UserError(.internalFailure, "capsfilter", "cannot be created")
    }
    fv_set_caps(filter, "caps", caps)
    fv_caps_unref(caps)
  }

  /// The encoder among the profile's elements, whose list does not change after linking.
  private static func coder(in bin: UnsafeMutablePointer<GstElement>) -> UnsafeMutablePointer<GstElement>? {
    sequence(first: fv_bin_children(bin)) { $0?.pointee.next }.lazy
      .prefix { $0 != nil }.compactMap { $0?.pointee.data.flatMap(fv_element) }
      .first { element in
        let factory = gst_element_get_factory(element)
        return gst_element_factory_get_metadata(factory, "klass").map { String(cString: $0) }?
          .contains("Encoder") ?? false
      }
  }

  private func setParameterSetNumber(_ number: Int) {
    guard let coder = Self.coder(in: bin), fv_has_property(coder, "option-string") != 0 else { return }
    let given = GStreamerLibrary.take(fv_copy_string(coder, "option-string")) ?? ""
    fv_set_string(coder, "option-string", (given.isEmpty ? "" : given + ":") + "sps-id=\(number)")
  }

  private static func bin(_ text: String, _ profile: EncodeProfile) throws -> UnsafeMutablePointer<GstElement>
  {
    var error: UnsafeMutablePointer<GError>?
    let element = gst_parse_bin_from_description(text, 1, &error)
    if let message = GStreamerLibrary.takeMessage(&error) {
      if let element { gst_object_unref(element) }
      throw UserError(
        .configuration, "profile \(profile.name)", "encode: \(message)",
        remedy: "install the GStreamer plugin that brings the element, or correct the profile; "
          + "'gst-inspect-1.0' lists the installed elements")
    }
    guard let element else {
      throw UserError(.configuration, "profile \(profile.name)", "encode: '\(text)' contains no element")
    }
    return element
  }
}

/// An encoded frame as the encoder outputs it. Owns its sample.
final class EncodedFrame {
  private let sample: OpaquePointer

  init(_ sample: OpaquePointer) {
    self.sample = sample
  }

  deinit { fv_sample_unref(sample) }

  var caps: UnsafeMutablePointer<GstCaps>? { gst_sample_get_caps(sample) }
  private var buffer: UnsafeMutablePointer<GstBuffer>? { gst_sample_get_buffer(sample) }

  /// The PTS as running time. Encoders that reorder shift their segment so that no DTS is negative, so buffer
  /// times are converted with the segment.
  var pts: MediaTime? { buffer.flatMap { runningTime(fv_buffer_pts($0)) } }
  /// The DTS as running time.
  var dts: MediaTime? { buffer.flatMap { runningTime(fv_buffer_dts($0)) } }
  var duration: MediaTime? {
    guard let buffer, fv_buffer_duration(buffer) != fv_clock_time_none() else { return nil }
    return MediaTime(nanoseconds: Int64(clamping: fv_buffer_duration(buffer)))
  }
  /// Whether it is a key frame.
  var isKey: Bool { buffer.map { fv_buffer_is_delta($0) == 0 } ?? false }

  /// The codec headers (`codec_data`).
  var headers: [UInt8] {
    guard let caps, let structure = gst_caps_get_structure(caps, 0),
      let value = gst_structure_get_value(structure, "codec_data"),
      let buffer = fv_value_buffer(value)
    else { return [] }
    let count = Int(gst_buffer_get_size(buffer))
    return [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      filled = Int(gst_buffer_extract(buffer, 0, bytes.baseAddress, gsize(count)))
    }
  }

  /// A packet with its payload, without timestamps.
  func packet() throws -> DemuxedPacket {
    let count = buffer.map { Int(gst_buffer_get_size($0)) } ?? 0
    let packet = try DemuxedPacket(size: count)
    gst_buffer_extract(buffer, 0, packet.pointer.pointee.data, gsize(count))
    if isKey { packet.pointer.pointee.flags |= AV_PKT_FLAG_KEY }
    return packet
  }

  private func runningTime(_ time: GstClockTime) -> MediaTime? {
    guard time != fv_clock_time_none() else { return nil }
    var magnitude: UInt = 0
    let sign = gst_segment_to_running_time_full(
      gst_sample_get_segment(sample), GST_FORMAT_TIME, time, &magnitude)
    return sign == 0 ? nil : MediaTime(nanoseconds: Int64(sign) * Int64(clamping: magnitude))
  }
}
