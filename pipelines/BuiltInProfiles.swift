/// The encoding profiles embedded in the program: the `.profile` files in this folder.
public enum BuiltInProfiles {
  /// The names and texts of the profiles.
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
