/// The tags that are read or written (TIFF 6.0, appendix A, and its supplements).
enum TIFFTag: UInt16 {
  case newSubfileType = 254
  case subfileType = 255
  case width = 256
  case length = 257
  case bitsPerSample = 258
  case compression = 259
  case photometric = 262
  case fillOrder = 266
  case documentName = 269
  case imageDescription = 270
  case make = 271
  case model = 272
  case stripOffsets = 273
  case orientation = 274
  case samplesPerPixel = 277
  case rowsPerStrip = 278
  case stripByteCounts = 279
  case xResolution = 282
  case yResolution = 283
  case planarConfiguration = 284
  case xPosition = 286
  case yPosition = 287
  case t4Options = 292
  case t6Options = 293
  case resolutionUnit = 296
  case pageNumber = 297
  case transferFunction = 301
  case software = 305
  case dateTime = 306
  case artist = 315
  case hostComputer = 316
  case predictor = 317
  case whitePoint = 318
  case primaryChromaticities = 319
  case colorMap = 320
  case tileWidth = 322
  case tileLength = 323
  case tileOffsets = 324
  case tileByteCounts = 325
  case subIFDs = 330
  case extraSamples = 338
  case sampleFormat = 339
  case jpegTables = 347
  case yCbCrCoefficients = 529
  case yCbCrSubsampling = 530
  case yCbCrPositioning = 531
  case referenceBlackWhite = 532
  case xmp = 700
  case copyright = 33432
  case icc = 34675

  /// Texts, with their names in EXIF.
  static let texts: [(tag: TIFFTag, name: String)] = [
    (.documentName, "DocumentName"), (.imageDescription, "ImageDescription"), (.make, "Make"),
    (.model, "Model"), (.software, "Software"), (.dateTime, "DateTime"), (.artist, "Artist"),
    (.hostComputer, "HostComputer"), (.copyright, "Copyright"),
  ]

  /// What a note calls a tag that is removed.
  static func name(_ tag: UInt16) -> String {
    if let text = texts.first(where: { $0.tag.rawValue == tag }) { return text.name }
    switch tag {
    case 285: return "PageName"
    case TIFFTag.xmp.rawValue: return "XMP"
    case 33723: return "IPTC"
    case 34377: return "Photoshop resources"
    case 34665: return "EXIF"
    case 34853: return "GPS"
    default: return "tag \(tag)"
    }
  }

  /// Whether the written file has the tag if the source has it, or has it made anew.
  var isStructure: Bool { self != .xmp && !Self.texts.contains { $0.tag == self } }
}
