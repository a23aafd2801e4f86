import FoundationEssentials
import FrameveilTesting
import Testing

/// The function `analyze-image` with a picture of many faces, before the local Rekognition.
@Suite(.blocking) struct LambdaCrowdTests {
  private struct Box: Decodable {
    var left, top, width, height: Double

    func contains(centreOf other: Box) -> Bool {
      (left...(left + width)).contains(other.left + other.width / 2)
        && (top...(top + height)).contains(other.top + other.height / 2)
    }
  }
  private struct Face: Decodable { var box: Box }
  /// What `frameveil verify --panel` finds.
  private struct Findings: Decodable {
    struct Finding: Decodable {
      struct Judge: Decodable { var judge: String }
      var box: Box
      var judges: [Judge]
    }
    var visible, lone: [Finding]
  }

  /// How many of the faces judges see that are of another family than the local Rekognition's detector.
  private func count(of faces: [Face], seenIn path: String) throws -> Int {
    let outcome = try Frameveil.run(["verify", "--panel", "--json", path])
    let findings = try JSONDecoder().decode(Findings.self, from: Data(outcome.output))
    let seen = (findings.visible + findings.lone).filter { $0.judges.contains { $0.judge != "CenterFace" } }
    return faces.count { face in seen.contains { face.box.contains(centreOf: $0.box) } }
  }

  @Test func `twenty faces are each hidden`() throws {
    let api = try ImageAPI()
    let rekognition = try api.localRekognition()
    // Ten frames of two people each.
    let twenty = try ClipMaker.clip(
      "twenty.jpg",
      [
        "-i", Frameveil.sample("faces.mp4"), "-vf",
        "select='not(mod(n,9))*lt(n,90)',scale=640:360,tile=2x5", "-frames:v", "1", "-q:v", "2", "-bitexact",
      ])
    let (answers, _) = try api.run(
      [api.raw(["features": "faces"], path: twenty)], rekognition: rekognition.url)
    let body = try #require(answers.first).body
    let faces = try JSONDecoder().decode([Face].self, from: JSONEncoder().encode(body["faces"]))
    #expect(faces.count == 20 && body["hidden"]["regions"] == 20)
    #expect(try count(of: faces, seenIn: twenty) == 20)
    #expect(try count(of: faces, seenIn: api.fetch(body["urls"]["hidden"], to: "hidden.jpg")) == 0)
  }
}
