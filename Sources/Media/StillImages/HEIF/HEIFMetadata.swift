import CHEIF

/// The metadata beside the pixels that a changed HEIF file keeps, for each of its images.
struct HEIFMetadata {
  private(set) var exif: [[UInt8]?] = []
  private(set) var xmp: [[UInt8]?] = []
  let notes: [String]

  init(_ items: [heif_item_id], in context: OpaquePointer, keeping policy: ImageMetadataPolicy) throws {
    var removed = RemovedMetadata()
    for item in items {
      var handle: OpaquePointer?
      try HEIF.check(heif_context_get_image_handle(context, item, &handle))
      guard let handle else { throw StillImage.Refusal.damaged }
      defer { heif_image_handle_release(handle) }
      var (exif, xmp) = ([UInt8]?.none, [UInt8]?.none)
      for block in Self.blocks(of: handle) {
        switch block.kind {
        case .exif where exif == nil:
          // Four bytes say where the TIFF header begins (ISO/IEC 23008-12, section A.2.1).
          let data = EXIFData(block.bytes.dropFirst(4).droppingUpToHeader)
          // The pixels are upright.
          exif = removed.filter(data, policy, keepsOrientation: false)
        case .xmp where policy.keepsXMP && !XMP.hasPictures(block.bytes): xmp = block.bytes
        case .xmp: removed.add("XMP")
        default: removed.add("metadata of an unknown kind")
        }
      }
      self.exif.append(exif)
      self.xmp.append(xmp)
      Self.noteSecondPictures(of: handle, &removed)
    }
    notes = removed.notes
  }

  private static func noteSecondPictures(of handle: OpaquePointer, _ removed: inout RemovedMetadata) {
    if heif_image_handle_get_number_of_thumbnails(handle) > 0 { removed.add("thumbnails") }
    if heif_image_handle_has_depth_image(handle) != 0 { removed.add("the depth map") }
    if heif_image_handle_get_number_of_auxiliary_images(
      handle, Int32(LIBHEIF_AUX_IMAGE_FILTER_OMIT_ALPHA | LIBHEIF_AUX_IMAGE_FILTER_OMIT_DEPTH)) > 0
    {
      removed.add("auxiliary images, as of gain maps")
    }
  }

  private enum Kind { case exif, xmp, other }

  private static func blocks(of handle: OpaquePointer) -> [(kind: Kind, bytes: [UInt8])] {
    var ids = [heif_item_id](
      repeating: 0, count: Int(heif_image_handle_get_number_of_metadata_blocks(handle, nil)))
    heif_image_handle_get_list_of_metadata_block_IDs(handle, nil, &ids, Int32(ids.count))
    return ids.map { id in
      let type = heif_image_handle_get_metadata_type(handle, id).map { String(cString: $0) } ?? ""
      let content = heif_image_handle_get_metadata_content_type(handle, id).map { String(cString: $0) } ?? ""
      var bytes = [UInt8](repeating: 0, count: heif_image_handle_get_metadata_size(handle, id))
      if heif_image_handle_get_metadata(handle, id, &bytes).code != heif_error_Ok { bytes = [] }
      return (type == "Exif" ? .exif : content == "application/rdf+xml" ? .xmp : .other, bytes)
    }
  }
}

extension ArraySlice<UInt8> {
  /// From a TIFF header on, or from the six bytes `Exif` before it.
  fileprivate var droppingUpToHeader: ArraySlice<UInt8> {
    let starts = [Array("Exif\0\0".utf8), [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A]]
    return prefix(64).indices.lazy.map { self[$0...] }.first { rest in
      starts.contains { rest.starts(with: $0) }
    } ?? self
  }
}
