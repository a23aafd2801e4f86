import CGStreamer
import CLibAV
import Core
import Synchronization

/// The decoding pipeline: appsrc → decoder → appsink. Packets are pushed with a number each; decoded frames
/// carry the number of their packet in a reference timestamp meta, independently of how the decoder changes
/// timestamps.
final class VideoDecoder: @unchecked Sendable {
  // GStreamer's objects are thread-safe; all other properties are immutable. `MediaReader` owns the decoder
  // and stops the pipeline, which ends GStreamer's threads, before it releases it.

  /// The factory name of the decoder element, such as `avdec_h264`.
  let element: String
  let busWatcher = BusWatcher()
  /// Signalled when a frame is available, when another packet is needed, and on errors.
  let event = AsyncEvent()
  private let pipeline = GStreamerPipeline()
  private let source: AppSrcStream
  private let sink: AppSinkStream
  private let hasEnd = Atomic(false)
  let damage: DecoderDamage
  /// The reference caps of the timestamp meta that carries a packet's number.
  private let numberCaps: UnsafeMutablePointer<GstCaps>

  /// Header packets that the decoder needs before the first frame.
  private let headers: [[UInt8]]

  /// One frame is decoded ahead while the previous one is processed.
  private static let waitingFrames: UInt32 = 1
  /// Packets that may be queued before the decoder.
  private static let waitingPackets = 4

  init(_ parameters: CodecParameters, threads: Int, name: String) throws {
    guard let coded = CodedVideoCaps.of(parameters.id), let caps = coded.forDecoder(parameters) else {
      throw UserError(
        .configuration, name, "its video codec (\(parameters.codec)) is not supported",
        remedy: "convert it first: ffmpeg -i IN -c:v libx264 -crf 12 -c:a copy OUT.mkv")
    }
    defer { fv_caps_unref(caps) }
    let (decoder, element) = try Self.decoder(of: coded, caps, parameters, for: name)
    pipeline.add(decoder)
    self.element = element
    Self.configure(decoder, threads: threads)
    source = try AppSrcStream(caps: caps, event: event)
    pipeline.add(source.element)
    sink = try AppSinkStream(limit: Self.waitingFrames, event: event)
    pipeline.add(sink.element)
    sink.offerVideoMeta()
    damage = DecoderDamage(threads: threads)
    headers = parameters.id == AV_CODEC_ID_THEORA ? XiphHeaders.split(parameters.extradata) : []
    // The last property: `deinit` releases the caps also where what follows throws.
    numberCaps = try Self.newNumberCaps(for: name)
    let filter = try Self.formatFilter()
    pipeline.add(filter)
    guard pipeline.link([source.element, decoder, filter, sink.element]) else {
      throw UserError(.internalFailure, element, "cannot be linked into the pipeline")
    }
    damage.observe(decoder)
    busWatcher.notify(event)
    busWatcher.listen(to: pipeline.element)
  }

  deinit {
    damage.forget()
    fv_caps_unref(numberCaps)
  }

  func start() throws {
    guard !pipeline.start() else {
      for header in headers {
        if let buffer = gst_buffer_new_memdup(header, gsize(header.count)) { _ = source.push(buffer) }
      }
      return
    }
    throw UserError(.configuration, element, "cannot be started", detail: busWatcher.failure?.message)
  }

  /// Stops the pipeline. Blocks until GStreamer's threads have ended.
  func stop() { pipeline.stop() }

  /// Whether the queue before the decoder has room for another packet.
  var wantsPacket: Bool { source.waiting < Self.waitingPackets }

  /// Pushes a packet into the pipeline.
  func push(_ packet: DemuxedPacket, number: Int) {
    guard packet.count > 0,
      let buffer = gst_buffer_new_memdup(packet.pointer.pointee.data, gsize(packet.count))
    else { return }
    // Decoders adjust timestamps that repeat or go back; the number identifies the packet of a frame.
    let time = GstClockTime(number) * 1_000_000
    fv_buffer_set_times(buffer, time, 1_000_000)
    gst_buffer_add_reference_timestamp_meta(buffer, numberCaps, GstClockTime(number), fv_clock_time_none())
    _ = source.push(buffer)
  }

  /// Sends end of stream; has no effect after the first time.
  func end() {
    if !hasEnd.exchange(true, ordering: .relaxed) { source.end() }
  }

  /// The next decoded frame; nil when none is available now.
  func tryPull() -> DecodedFrame? {
    sink.tryPull().map {
      DecodedFrame(sample: $0, numberCaps: numberCaps, reached: damage.takeReached())
    }
  }

  /// Whether the stream has ended and all frames were pulled.
  var isEnded: Bool { sink.isEnded }

  /// The first installed decoder of a codec, once it is known to decode this stream.
  private static func decoder(
    of coded: CodedVideoCaps, _ caps: UnsafeMutablePointer<GstCaps>, _ parameters: CodecParameters,
    for name: String
  ) throws -> (UnsafeMutablePointer<GstElement>, String) {
    guard let (decoder, element) = firstDecoder(coded.decoders) else {
      throw UserError(
        missing: ["\(parameters.longName) decoder (\(coded.decoders.joined(separator: " or ")))"], for: name)
    }
    guard accepts(caps, decoder) else {
      gst_object_unref(decoder)
      throw UserError(
        .configuration, name,
        "\(element) does not support this variant of its video codec (\(parameters.codec))",
        remedy: "convert it first: ffmpeg -i IN -c:v libx264 -crf 12 -c:a copy OUT.mkv",
        detail: GStreamerLibrary.take(gst_caps_to_string(caps)))
    }
    guard DecodablePixelFormats.allow(parameters, by: element) else {
      gst_object_unref(decoder)
      throw UserError(
        .configuration, name, "its pixel format (\(parameters.pixelFormat)) is not supported",
        remedy: "convert it first: ffmpeg -i IN -c:v ffv1 -pix_fmt yuv420p10le -c:a copy OUT.mkv")
    }
    return (decoder, element)
  }

  private static func configure(_ decoder: UnsafeMutablePointer<GstElement>, threads: Int) {
    if fv_has_property(decoder, "max-threads") != 0 { fv_set_int(decoder, "max-threads", Int32(threads)) }
    // Decoding must go on to the next key picture: lost and damaged frames are detected downstream.
    if fv_has_property(decoder, "max-errors") != 0 { fv_set_int(decoder, "max-errors", -1) }
  }

  private static func newNumberCaps(for name: String) throws -> UnsafeMutablePointer<GstCaps> {
    guard let caps = gst_caps_new_empty_simple("timestamp/x-packet-number") else {
      throw UserError(.internalFailure, name, "cannot be decoded", detail: "out of memory")
    }
    return caps
  }

  private static func accepts(
    _ caps: UnsafeMutablePointer<GstCaps>, _ decoder: UnsafeMutablePointer<GstElement>
  ) -> Bool {
    guard let pad = gst_element_get_static_pad(decoder, "sink") else { return true }
    defer { gst_object_unref(pad) }
    return gst_pad_query_accept_caps(pad, caps) != 0
  }

  private static func firstDecoder(_ names: [String]) -> (UnsafeMutablePointer<GstElement>, String)? {
    for name in names {
      if let element = gst_element_factory_make(name, nil) { return (element, name) }
    }
    return nil
  }

  /// A bin that converts unsupported pixel formats to a supported one, and passes supported ones through.
  private static func formatFilter() throws -> UnsafeMutablePointer<GstElement> {
    let formats = FrameFormat.supported.joined(separator: ", ")
    let description = "videoconvert ! capsfilter caps=\"video/x-raw, format=(string){ \(formats) }\""
    var error: UnsafeMutablePointer<GError>?
    guard let bin = gst_parse_bin_from_description(description, 1, &error) else {
      throw UserError(
        .configuration, "videoconvert", "cannot be created", detail: GStreamerLibrary.takeMessage(&error))
    }
    return bin
  }
}

/// A decoded frame as the decoder outputs it. Owns its sample.
final class DecodedFrame {
  private let sample: OpaquePointer
  /// The number of its packet; nil where the decoder dropped the meta.
  let number: Int?
  /// Whether the decoder set GST_BUFFER_FLAG_CORRUPTED.
  let isDamaged: Bool
  /// The packet that was being decoded when the frame was output: all packets before it are decoded.
  let reached: Int

  init(sample: OpaquePointer, numberCaps: UnsafeMutablePointer<GstCaps>, reached: Int) {
    self.sample = sample
    self.reached = reached
    let buffer = gst_sample_get_buffer(sample)
    let meta = buffer.flatMap { gst_buffer_get_reference_timestamp_meta($0, numberCaps) }
    number = meta.map { Int(clamping: $0.pointee.timestamp) }
    isDamaged = buffer.map { fv_buffer_is_corrupted($0) != 0 } ?? false
  }

  deinit { fv_sample_unref(sample) }

  var buffer: UnsafeMutablePointer<GstBuffer>? { gst_sample_get_buffer(sample) }
  var caps: UnsafeMutablePointer<GstCaps>? { gst_sample_get_caps(sample) }
}
