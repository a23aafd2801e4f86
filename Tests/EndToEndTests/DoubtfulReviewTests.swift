import FrameveilTesting
import Testing

/// Tracks on the page of a review of which the detector was not sure enough.
@Suite(.blocking) struct DoubtfulReviewTests {
  private static let face = [0.02, 0.7, 0.08, 0.12]

  /// The three faces of the sample, and one in the corner whose confidence is low.
  private static func detections() throws -> String {
    let entries = [0, 250, 500, 750].map {
      #"{"Timestamp":\#($0),"Face":{"BoundingBox":{"Left":\#(face[0]),"Top":\#(face[1]),"#
        + #""Width":\#(face[2]),"Height":\#(face[3])},"Confidence":30}},"#
    }
    let sure = String(decoding: try bytes(of: ShortSample.threeFaces.detections), as: UTF8.self)
    return sure.replacing(#""Faces":["#, with: #""Faces":["# + entries.joined())
  }

  @Test func `a doubtful track is marked, and hidden by a box along its detections`() throws {
    let folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: ShortSample.threeFaces.video)
    let server = try ReviewServer([
      folder("in.mp4"), "-d", folder.write("given.json", Self.detections()), "--min-track-confidence", "40",
    ])
    let seen = try withExtendedLifetime(server) { try Browser.review("doubtful", server.url) }
    #expect(seen["wrong"] == [] && seen["axe"] == [], "\(seen["wrong"]) \(seen["axe"])")
    #expect(seen["count"].int.map(String.init) == seen["place"].text, "the last of the list")
    #expect(
      seen["hints"].elements.allSatisfy { $0.text?.contains("othing hides") == true }, "\(seen["hints"])")
    #expect(seen["untouched"] == [])
    let box = seen["boxes"][0]
    #expect(box["kind"] == "drawn" && box["label"].text?.hasPrefix("track:") == true, "\(box)")
    let places = box["keyframes"].elements.map { $0["box"].elements.compactMap(\.number) }
    #expect(!places.isEmpty && places.allSatisfy { $0.count == 4 && Self.isInside($0) }, "\(box)")
    #expect(seen["isCovered"] == true && seen["isVisibleAgain"] == true && seen["left"] == [])
  }

  /// Whether a box is larger than the face on all sides.
  private static func isInside(_ box: [Double]) -> Bool {
    (0...1).allSatisfy { box[$0] < face[$0] && box[$0] + box[$0 + 2] > face[$0] + face[$0 + 2] }
  }
}
