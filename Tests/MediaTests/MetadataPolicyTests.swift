@testable import Core
@testable import Media
import Testing

@Suite struct MetadataPolicyTests {
  private func kept(_ handler: String, isVideo: Bool = false, _ policy: MetadataPolicy = .init()) -> [String]
  {
    policy.track([("language", "deu"), ("handler_name", handler)], isVideo: isVideo).kept.map(\.value)
  }

  @Test(arguments: [
    "GoPro AAC", "Apple Sound Media Handler", "\u{10}DJI.AAC", "SONY-Sound", "Insta360 AAC", "Samsung Audio",
  ])
  func `a handler name with a device name is removed`(handler: String) { #expect(kept(handler) == ["deu"]) }

  @Test(arguments: ["English", "SoundHandler", "Director's commentary", "Applause", "Canonical mix"])
  func `a track name is kept`(handler: String) { #expect(kept(handler) == ["deu", handler]) }

  @Test func `the video's handler name is removed unless it is requested`() {
    #expect(kept("Main camera", isVideo: true) == ["deu"])
    #expect(kept("GoPro AAC", MetadataPolicy(keeping: ["handler_name"])) == ["deu", "GoPro AAC"])
  }
}
