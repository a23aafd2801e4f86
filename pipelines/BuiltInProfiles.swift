/// The profiles that the program carries in itself: the `.profile` files beside this one.
public enum BuiltInProfiles {
  /// Their names and texts.
  public static let texts: [(name: String, text: String)] = [
    ("mp4", PackageResources.mp4_profile),
    ("mp4-fragmented", PackageResources.mp4_fragmented_profile),
    ("mov", PackageResources.mov_profile),
    ("mkv", PackageResources.mkv_profile),
    ("webm", PackageResources.webm_profile),
    ("hevc", PackageResources.hevc_profile),
    ("ts", PackageResources.ts_profile),
  ].map { ($0.0, String(decoding: $0.1, as: UTF8.self)) }
}
