import CHEIF
public import Geometry

/// A HEIC or AVIF file (ISO/IEC 23008-12), each of whose images is a page, of which one is decoded at a time. It is written without loss and upright: turned
/// and cropped as the file says, so that nothing is kept that is not displayed.
///
/// libheif 1.15 converts to RGB and back whatever it decodes, so a few untouched samples change by a few levels: in a
/// photograph 0.3 % of the luma samples, by 4 of 255 at most.
public final class HEIFImage: EditableImage {
  public let orientation = Orientation.identity
  public let frames: [ImageFrame]
  public private(set) var notes: [String]

  private let format: StillImageFormat
  private let sourceBytes: Int
  private let context: OpaquePointer
  private let items: [heif_item_id]
  private let chroma: heif_chroma
  private let metadata: HEIFMetadata
  /// The page that was decoded last, with its changes.
  private var decoded: (index: Int, picture: HEIFPicture)?
  /// What was changed, by pages, in order.
  private var changes: [Int: [ImagePlanes.Part]] = [:]

  /// - Throws: `StillImage.Refusal`; `ImageError` for what is not supported.
  public init(
    _ file: [UInt8], keeping policy: ImageMetadataPolicy = .init(), within limits: FrameLimits = .image
  ) throws {
    guard let format = StillImageFormat(start: file), [.heic, .avif].contains(format) else {
      throw StillImage.Refusal.unknownFormat
    }
    guard let context = heif_context_alloc() else { throw HEIF.noMemory }
    let boxes = HEIFBoxes(file)
    do {
      heif_context_set_maximum_image_size_limit(context, Int32(limits.side))
      try HEIF.check(heif_context_read_from_memory(context, file, file.count, nil))
      guard !boxes.hasMovie else {
        throw ImageError(
          "is a sequence of images", remedy: "convert it to a video: ffmpeg -i IN OUT.mp4")
      }
      var items = [heif_item_id](
        repeating: 0, count: Int(heif_context_get_number_of_top_level_images(context)))
      heif_context_get_list_of_top_level_image_IDs(context, &items, Int32(items.count))
      let sizes = try items.map { try Self.size(of: $0, in: context) }
      guard !sizes.isEmpty else { throw StillImage.Refusal.damaged }
      try FrameBudget.check(sizes, within: limits)
      metadata = try HEIFMetadata(items, in: context, keeping: policy)
      frames = sizes.enumerated().map {
        ImageFrame(size: $1, time: MediaTime(nanoseconds: Int64($0) * 1_000_000_000))
      }
      (self.context, self.items, self.format, sourceBytes) = (context, items, format, file.count)
      chroma = try boxes.chroma()
      notes = metadata.notes
    } catch {
      heif_context_free(context)
      throw error
    }
    // Decoded once here, so that a damaged file is refused before anything is done with it.
    _ = try picture(0)
  }

  deinit { heif_context_free(context) }

  public func read<Result>(frame index: Int, _ body: (MappedFrame) throws -> Result) throws -> Result {
    try picture(index).planes.read(body)
  }

  public func edit(frame index: Int, in regions: [PixelRect], _ body: (ImagePlanes) throws -> Void) throws {
    let planes = try picture(index).planes
    try body(planes)
    // The only page is never decoded again.
    if frames.count > 1 { changes[index, default: []] += regions.compactMap(planes.part) }
  }

  public func encoded() throws -> [UInt8] {
    let writer = try HEIFWriter(format)
    for index in items.indices {
      try writer.add(picture(index), exif: metadata.exif[index], xmp: metadata.xmp[index])
    }
    let written = try writer.written()
    let note =
      "written as lossless \(format.name), so that what no mask touches changes by a few levels in few samples only: "
    notes.removeAll { $0.hasPrefix(note) }
    notes.append(note + "\(sourceBytes) bytes became \(written.count)")
    return written
  }

  /// Compares with the tolerance that the conversion needs.
  public func hasSamePixels(as written: any EditableImage, frame index: Int) throws -> Bool {
    guard let written = written as? HEIFImage else { return false }
    let (own, other) = (try picture(index).planes, try written.picture(index).planes)
    guard own.size == other.size, own.planes.count == other.planes.count else { return false }
    return zip(own.planes, other.planes).allSatisfy { $0.isClose(to: $1, in: own.size) }
  }

  private func picture(_ index: Int) throws -> HEIFPicture {
    if let decoded, decoded.index == index { return decoded.picture }
    decoded = nil
    let handle = try Self.handle(of: items[index], in: context)
    defer { heif_image_handle_release(handle) }
    let picture = try HEIFPicture(handle, chroma: chroma)
    guard picture.planes.size == frames[index].size else { throw StillImage.Refusal.damaged }
    for part in changes[index] ?? [] { picture.planes.replace(part) }
    decoded = (index, picture)
    return picture
  }

  private static func handle(of item: heif_item_id, in context: OpaquePointer) throws -> OpaquePointer {
    var handle: OpaquePointer?
    try HEIF.check(heif_context_get_image_handle(context, item, &handle))
    guard let handle else { throw StillImage.Refusal.damaged }
    return handle
  }

  private static func size(of item: heif_item_id, in context: OpaquePointer) throws -> FrameSize {
    let handle = try handle(of: item, in: context)
    defer { heif_image_handle_release(handle) }
    return FrameSize(
      width: Int(heif_image_handle_get_width(handle)), height: Int(heif_image_handle_get_height(handle)))
  }
}

extension MutablePlane {
  /// Whether at most one sample of a hundred differs by more than one level of 255, and on average by a tenth.
  fileprivate func isClose(to other: MutablePlane, in size: FrameSize) -> Bool {
    guard layout == other.layout else { return false }
    return layout.bytesPerValue == 1
      ? isClose(to: other, in: size, UInt8.self) : isClose(to: other, in: size, UInt16.self)
  }

  private func isClose<Value: FixedWidthInteger>(to other: MutablePlane, in size: FrameSize, _: Value.Type)
    -> Bool
  {
    let part = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    let level = 1 << (layout.depth - 8)
    var (sum, far) = (0, 0)
    for row in 0..<part.height {
      let own = (base + row * stride).assumingMemoryBound(to: Value.self)
      let others = (other.base + row * other.stride).assumingMemoryBound(to: Value.self)
      for column in 0..<part.width {
        let difference = abs(Int(own[column]) - Int(others[column]))
        sum += difference
        if difference > level { far += 1 }
      }
    }
    let count = part.width * part.height
    return 100 * far <= count + 100 && 10 * sum <= (count + 100) * level
  }
}
