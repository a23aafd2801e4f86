/// How an object whose length is not known is cut into the parts of a multipart upload.
///
/// S3 takes at most 10,000 parts of at least 5 MiB, the last of any size. Parts double every 1,000, so that small
/// results need little memory and yet 10,000 parts reach 4.9 TiB, about the largest object that there can be.
/// Six hours at 10 Mbit/s, 27 GB, end at parts of 20 MiB.
struct PartPlan {
  /// S3's limits (Amazon S3 User Guide, "Amazon S3 multipart upload limits").
  static let mostParts = 10_000
  static let leastSize = 5 << 20

  /// Parts of a size before it doubles.
  private static let step = 1_000

  /// The size of a part by its number, counted from 1.
  static func size(ofPart number: Int) -> Int { leastSize << ((number - 1) / step) }
}
