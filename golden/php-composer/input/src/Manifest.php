<?php

namespace Harbour\Manifest;

final class Manifest
{
    /** @param list<string> $containers */
    public function __construct(public readonly array $containers)
    {
    }
}
