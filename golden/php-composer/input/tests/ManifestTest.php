<?php

namespace Harbour\Manifest;

use PHPUnit\Framework\TestCase;

final class ManifestTest extends TestCase
{
    public function testHoldsContainers(): void
    {
        self::assertSame(['A1'], (new Manifest(['A1']))->containers);
    }
}
