import Geometry
import Testing

@testable import FaceDetection

@Suite struct TilesInTurnTests {
  private static let size = FrameSize(width: 1920, height: 1080)
  private static let input = FrameSize(width: 960, height: 544)

  private static func face(pixels: Double, score: Double = 0.5) -> ScoredBox {
    let height = pixels / 544
    return ScoredBox(Box(left: 0.5, top: 0.5, width: height / 2, height: height), score: score)
  }

  private static func tiles(after faces: [ScoredBox]) -> [PixelRect] {
    var inTurn = TilesInTurn(of: size, inputSize: input)
    #expect(inTurn.next(0) == nil)
    inTurn.add(faces)
    var found: [PixelRect] = []
    while let tile = inTurn.next(found.count) { found.append(tile) }
    return found
  }

  @Test func `after a small face each tile is looked at twice`() {
    let found = Self.tiles(after: [Self.face(pixels: 100), Self.face(pixels: 23)])
    #expect(found.count == 8)
    #expect(
      Set(found.prefix(4)) == Set(TileGrid(side: 2).tiles(of: Self.size))
        && found.suffix(4) == found.prefix(4))
  }

  @Test func `large faces and doubtful ones need no tiles`() {
    #expect(Self.tiles(after: []).isEmpty)
    #expect(Self.tiles(after: [Self.face(pixels: 25)]).isEmpty)
    #expect(Self.tiles(after: [Self.face(pixels: 10, score: 0.49)]).isEmpty)
  }
}
